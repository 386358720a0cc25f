// Lowering: a bound stencil and one point of the variant space become a platform AST.

import type { Statement } from "../ir/expressions.ts";
import { functionFacts } from "../ir/functions.ts";
import { gpuOf } from "../ir/gpu-space.ts";
import type {
  PlatformParameter,
  PlatformProgram,
  Sweep as PlatformSweep,
  Totals as PlatformTotals,
  Schedule,
} from "../ir/platform.ts";
import { reducedIn, usesOf } from "../ir/uses.ts";
import type { CallLayout, Config } from "../specializer.ts";
import { type BoundProgram, bound, type StencilProgram, type Sweep, type Totals } from "./program.ts";
import { reachOf, staysInside } from "./reach.ts";

export function lower(program: StencilProgram, call: CallLayout, config: Config): PlatformProgram {
  const bounded = bound(program);
  const { name, at, source, rank, sweeps } = bounded;
  const extents = extentsOf(bounded, call);
  const schedule = scheduleOf(rank, extents, config);
  const { totals, returns } = bounded;
  const lowered = sweeps.map((sweep) => lowerSweep(sweep, call, config));
  return {
    kind: "platform",
    name,
    at,
    source,
    template: "stencil/sweep",
    rank,
    parameters: [
      ...parametersOf(bounded, call),
      ...(returns
        ? [{ name: returns.name, kind: "returned", access: "out", dtype: "f64", boundary: "none" } as const]
        : []),
    ],
    extents,
    sweeps: lowered,
    ...(totals && { totals: lowerTotals(totals, returns?.name) }),
    schedule,
    exact:
      bounded.exact &&
      !schedule.contract &&
      schedule.precision === "double" &&
      roundsAlike(bounded, config) &&
      (config.target === "js" || lowered.every(({ ordered, body }) => ordered || !sums(body))),
  };
}

/** Extents of the grids that the program iterates. */
export function extentsOf({ sweeps }: BoundProgram, call: CallLayout): readonly number[] {
  const over = sweeps[0]?.over;
  return (over === undefined ? undefined : call.arrays[over]?.shape) ?? [];
}

function parametersOf({ parameters }: BoundProgram, call: CallLayout): readonly PlatformParameter[] {
  return parameters.map(({ name, role, access }) => {
    const layout = call.arrays[name];
    const base = {
      name,
      kind: role === "unused" ? "scalar" : role,
      access,
      dtype: layout?.dtype ?? "f64",
      boundary: layout?.boundary ?? "none",
    } as const;
    return role === "table" ? { ...base, length: layout?.shape[0] ?? 0 } : base;
  });
}

const lowerTotals = ({ reductions, returned, extents }: Totals, name: string | undefined): PlatformTotals => ({
  reductions: reductions.map(({ name, operator, initial }) => ({
    name,
    operator,
    statements: initial.statements,
    initial: initial.values[0]!,
  })),
  statements: returned.statements,
  values: returned.values,
  extents,
  returned: name,
});

function lowerSweep({ at, domain, body, dependences = [] }: Sweep, call: CallLayout, config: Config): PlatformSweep {
  const { loads } = usesOf(body);
  const ruled = loads.some(
    ({ array, offset }) => offset.some((by) => by !== 0) && call.arrays[array]?.boundary !== "none",
  );
  return {
    at,
    domain: domain.step.map((step, axis) => ({
      from: boundOf(domain.fromEdges[axis]),
      to: boundOf(domain.toEdges[axis]),
      step,
    })),
    reach: reachOf({ domain, body }),
    shell: ruled && !staysInside({ domain, body }),
    body,
    ...((dependences.length > 0 || (config.sums === IN_ORDER && sums(body))) && { ordered: true }),
  };
}

const boundOf = (edge: { readonly anchor: "start" | "end"; readonly offset: number } | undefined) =>
  ({ from: edge?.anchor ?? "start", offset: edge?.offset ?? 0 }) as const;

/** The value of the axis "sums" that keeps every bit. */
export const IN_ORDER = "in order";

/** The value of the axis "columns" that keeps what points of a row have in common of a column. */
export const KEPT = "kept";

/** Whether points add up to a total whose bits depend on the order. */
export const sums = (body: readonly Statement[]): boolean =>
  [...reducedIn(body).values()].some((operator) => operator === "+" || operator === "*");

/** JavaScript always; C unless it calls a function that its library rounds otherwise. */
const roundsAlike = ({ sweeps }: BoundProgram, config: Config): boolean =>
  config.target === "js" || sweeps.every(({ body }) => usesOf(body).functions.every((fn) => functionFacts[fn].exact));

/** The axis that threads share: the outermost, unless it is too short and the next one is longer. */
export function splitAxisOf(extents: readonly number[], threads: number): number {
  const [first = 1, second = 1] = extents;
  return extents.length === 3 && first < 4 * threads && second > first ? 1 : 0;
}

const numberOf = (config: Config, axis: string, otherwise: number): number => {
  const value = config[axis];
  return typeof value === "number" ? value : otherwise;
};

function scheduleOf(rank: number, extents: readonly number[], config: Config): Schedule {
  const threads = numberOf(config, "threads", 1);
  const vectorBytes = numberOf(config, "vector", 0);
  const splitAxis = splitAxisOf(extents, threads);
  const jams = [numberOf(config, "jamOuter", 0), numberOf(config, "jamInner", 0)].map((rows) => Math.max(1, rows));
  const tile = numberOf(config, "tile", 0);
  const axes = extents.map((_, axis) => axis);
  return {
    threads,
    splitAxis,
    tiles: axes.map((axis) => (rank === 3 && axis === 1 && splitAxis !== 1 ? tile : 0)),
    vectors: config.target === "js" ? "none" : vectorBytes > 0 ? "explicit" : "compiler",
    vectorBytes,
    jam: axes.map((axis) => (axis < rank - 1 ? (jams[axis] ?? 1) : 1)),
    stores: config.streaming === true ? "streaming" : "plain",
    prefetch: prefetchOf(config.prefetch),
    ...(config.columns === KEPT && { keptColumns: true }),
    precision: config.single === true ? "single" : "double",
    contract: config.fused === true,
    flags: config.O2 === true ? ["-O2"] : [],
    ...(config.target === "cuda" ? { gpu: gpuOf(config) } : {}),
  };
}

/** "T1+4": into the second-level cache, four rows ahead. */
function prefetchOf(value: Config[string] | undefined): Schedule["prefetch"] {
  const found = /^T([01])\+(\d+)$/.exec(String(value));
  if (!found) return undefined;
  return { hint: found[1] === "0" ? 0 : 1, rows: Number(found[2]) };
}
