// The platform AST as readable text: the schedule, then each sweep with its domain and what it computes.
import type { Bound, PlatformParameter, PlatformProgram, Schedule, Sweep } from "./platform.ts";
import { printBody } from "./print.ts";

export function printPlatform({ name, parameters, extents, sweeps, schedule, exact }: PlatformProgram): string {
  return [
    `kernel ${name}(${parameters.map(parameterText).join(", ")})`,
    `  points ${extents.join(" × ")}; ${exact ? "every bit as in TypeScript" : "rounded in another order than TypeScript"}`,
    ...scheduleLines(schedule).map((line) => `  ${line}`),
    ...sweeps.flatMap((sweep, i) => sweepLines(sweep, i)),
  ].join("\n");
}

function parameterText({ name, kind, dtype, access, boundary, length }: PlatformParameter): string {
  if (kind === "scalar") return `${name}: number`;
  if (kind === "returned") return `out ${name}: what is returned`;
  const rule =
    kind === "table" ? `table of ${length ?? "?"}` : boundary === "none" ? "grid" : `grid, ${boundary} outside`;
  return `${access} ${name}: ${dtype} ${rule}`;
}

function scheduleLines(schedule: Schedule): string[] {
  const { threads, splitAxis, tiles, vectors, vectorBytes, jam, stores, prefetch, precision, contract, flags } =
    schedule;
  const { keptColumns = false } = schedule;
  return [
    threads === 1 ? "one thread" : `${threads} threads share axis ${splitAxis}`,
    vectors === "explicit"
      ? `vectors of ${vectorBytes} bytes`
      : vectors === "compiler"
        ? "vectors left to the compiler"
        : "no vectors",
    ...tiles.flatMap((tile, axis) => (tile > 0 ? [`axis ${axis} in tiles of ${tile}`] : [])),
    ...jam.flatMap((by, axis) => (by > 1 ? [`axis ${axis} unrolled and jammed by ${by}`] : [])),
    ...(keptColumns
      ? ["what points of a row have in common of a column is computed once, a strip of a row at a time"]
      : []),
    stores === "streaming" ? "stores bypass the caches" : "plain stores",
    ...(prefetch
      ? [`rows fetched ${prefetch.rows} ahead into ${prefetch.hint === 0 ? "all caches" : "the second cache"}`]
      : []),
    `${precision} precision${contract ? ", products and sums fused" : ""}`,
    ...(flags.length > 0 ? [`compiler flags ${flags.join(" ")}`] : []),
  ];
}

function sweepLines({ domain, reach, shell, body, ordered = false }: Sweep, number: number): string[] {
  const ranges = domain.map(
    ({ from, to, step }) => `${boundText(from)} … ${boundText(to)}${step === 1 ? "" : ` by ${step}`}`,
  );
  const reads = reach.map(({ below, above }) => (below === 0 && above === 0 ? "0" : `−${below}…+${above}`));
  return [
    `  sweep ${number + 1} over [${ranges.join(", ")}], reads reach [${reads.join(", ")}]${shell ? ", boundary rules at the rim" : ""}${ordered ? ", in order" : ""}`,
    ...printBody(body).map((line) => `    ${line}`),
  ];
}

const boundText = ({ from, offset }: Bound): string =>
  from === "start" ? String(offset) : offset === 0 ? "n" : `n − ${-offset}`;
