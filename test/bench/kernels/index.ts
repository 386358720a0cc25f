// `npm run bench -- kernel`: this kernel beside its peers, interleaved where the machine's mood would matter.
import { temporaryFolder } from "../../support/temp.ts";
import { type BenchClient, ready, start } from "./client.ts";
import {
  completion,
  fillNotebook,
  INTERRUPTED,
  inspection,
  interruptTime,
  median,
  type OutputFigure,
  printing,
  type QuestionFigure,
  quantile,
  roundTrips,
  startTime,
  treeMemory,
} from "./measures.ts";
import { type Peer, peers } from "./peers.ts";

export interface KernelFigures {
  readonly name: string;
  readonly version: string;
  /** Seconds from spawning to the first execute_reply. */
  readonly start: readonly number[];
  /** Milliseconds of a trivial cell. */
  readonly trips: readonly number[];
  /** MB of the idle process tree. */
  readonly memory: number;
  readonly output: OutputFigure;
  readonly completion: QuestionFigure | undefined;
  readonly inspection: QuestionFigure | undefined;
  /** Milliseconds by kind of cell, or why there is no figure. */
  readonly interrupts: Readonly<Record<string, readonly (number | string)[]>>;
}

const STARTS = 9;
const ROUNDS = 20;
const TRIPS = 100; // a round
const OUTPUT_LIMIT = 40; // s
const INTERRUPTS = 5;

export async function measureKernels(): Promise<readonly KernelFigures[]> {
  const folder = temporaryFolder("bench");
  const all = peers((text) => console.error(text));
  const figures = new Map(all.map((peer) => [peer, { start: [] as number[], trips: [] as number[], memory: 0 }]));

  for (let round = 0; round < STARTS; round++)
    for (const peer of all) figures.get(peer)!.start.push(await startTime(peer, folder));

  const clients = new Map<Peer, BenchClient>();
  for (const peer of all) {
    const client = await start(peer, folder);
    await ready(client);
    await client.execute("1 + 1");
    clients.set(peer, client);
  }
  await new Promise((resolve) => setTimeout(resolve, 2000)); // at rest
  for (const [peer, client] of clients) figures.get(peer)!.memory = treeMemory(client.child.pid!);
  for (const client of clients.values()) await roundTrips(client, TRIPS);
  for (let round = 0; round < ROUNDS; round++)
    for (const [peer, client] of clients) figures.get(peer)!.trips.push(...(await roundTrips(client, TRIPS)));

  const results: KernelFigures[] = [];
  for (const [peer, client] of clients) {
    await fillNotebook(peer, client);
    const completed = await completion(client);
    const inspected = await inspection(client);
    await client.close();

    const printer = await start(peer, folder);
    await ready(printer);
    const output = await printing(peer, printer, OUTPUT_LIMIT);
    await printer.close();

    const interrupts: Record<string, (number | string)[]> = {};
    for (const kind of INTERRUPTED) {
      const times: (number | string)[] = [];
      const endless = await start(peer, folder);
      await ready(endless);
      for (let i = 0; i < INTERRUPTS && typeof (times.at(-1) ?? 0) === "number"; i++)
        times.push(await interruptTime(peer, endless, kind));
      await endless.close();
      interrupts[kind] = times;
    }
    const { name, version } = peer;
    results.push({
      name,
      version,
      ...figures.get(peer)!,
      output,
      completion: completed,
      inspection: inspected,
      interrupts,
    });
  }
  return results;
}

type Row = readonly [title: string, goal: string, cell: (figures: KernelFigures) => string];

const question = (figure: QuestionFigure | undefined): string =>
  figure === undefined
    ? "no reply"
    : `${median(figure.later).toFixed(1)} (first ${figure.first.toFixed(0)})${figure.right ? "" : " wrong"}`;

const interrupt = (times: readonly (number | string)[] | undefined): string => {
  const last = times?.at(-1);
  if (last === undefined || typeof last === "string") return last ?? "–";
  return `${median(times as readonly number[]).toFixed(0)} (${Math.max(...(times as readonly number[])).toFixed(0)})`;
};

const ROWS: readonly Row[] = [
  [
    "start to first reply, s: median (best)",
    "0.30",
    (k) => `${median(k.start).toFixed(2)} (${Math.min(...k.start).toFixed(2)})`,
  ],
  ["trivial cell, ms: median", "1.2", (k) => median(k.trips).toFixed(2)],
  ["trivial cell, ms: p99", "", (k) => quantile(k.trips, 0.99).toFixed(2)],
  ["completion over 50 cells, ms", "15", (k) => question(k.completion)],
  ["inspection over 50 cells, ms", "", (k) => question(k.inspection)],
  ["idle process tree, MB (PSS)", "100", (k) => k.memory.toFixed(0)],
  [
    "100 MB of lines, MB/s: share before idle",
    "30",
    (k) => `${k.output.megabytesPerSecond.toFixed(1)}: ${(100 * k.output.share).toFixed(0)} %`,
  ],
  ...INTERRUPTED.map(
    (kind): Row => [`interrupt: ${kind}, ms: median (worst)`, "40", (k) => interrupt(k.interrupts[kind])],
  ),
];

export function kernelTable(all: readonly KernelFigures[]): string {
  const table = [
    ["", "goal", ...all.map(({ name, version }) => `${name} ${version}`.trim())],
    ...ROWS.map(([title, goal, cell]) => [title, goal, ...all.map(cell)]),
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
