// Cost over size: the 7-point Laplacian from 16³ to 640³ by a plain loop, Numba, and Taipan untuned and tuned.
import type { Grid } from "../../../specializers/index.ts";
import { createArena, difference } from "./arena.ts";
import { type BenchCase, pointsOf } from "./case.ts";
import { laplacian } from "./cases/sweeps.ts";
import type { Contender, Kind } from "./contender.ts";
import { tuned, untuned } from "./generated.ts";
import { nativeContender } from "./native.ts";
import { type Peer, startPeer } from "./peers.ts";
import { median } from "./rounds.ts";
import type { RunOptions } from "./run.ts";

export const sides = [16, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 448, 512, 576, 640];

export interface SizeFigures {
  readonly n: number;
  /** Nanoseconds a point, warm. */
  readonly costs: Readonly<Partial<Record<Kind, number>>>;
  readonly tuned: string | undefined;
}

/** With a text of its own: what was tuned for the case of 256³ in the same process would serve it untuned. */
function laplacianOfAnySide(u: Grid, out: Grid): void {
  for (const p of out.interior())
    out[p] =
      u.at(p, 1, 0, 0) +
      u.at(p, -1, 0, 0) +
      u.at(p, 0, 1, 0) +
      u.at(p, 0, -1, 0) +
      u.at(p, 0, 0, 1) +
      u.at(p, 0, 0, -1) -
      6 * u[p]!;
}

/** A sample lasts at least this long, in seconds. */
const SAMPLE = 0.004;

export async function measureSizes(
  { rounds, seconds, peers }: RunOptions,
  wanted: readonly number[],
  report: (figure: SizeFigures, text: string) => void,
): Promise<void> {
  for (const n of wanted) {
    const bench: BenchCase = { ...laplacian, kernel: laplacianOfAnySide, shape: [n, n, n] };
    const version = peers.get("numba");
    const numba = version === undefined ? undefined : await startPeer(bench, "numba", version);
    const started: readonly Peer[] = numba === undefined || typeof numba === "string" ? [] : [numba];
    try {
      const figure = await measureSize(bench, started, rounds, seconds);
      const texts = Object.entries(figure.costs).map(([kind, cost]) => `${kind} ${cost.toFixed(3)}`);
      report(figure, `${n}³  ${texts.join("  ")} ns a point  (${figure.tuned})`);
    } finally {
      for (const peer of started) peer.close();
    }
  }
}

async function measureSize(
  bench: BenchCase,
  peers: readonly Peer[],
  rounds: number,
  seconds: number,
): Promise<SizeFigures> {
  const arena = createArena(bench);
  const plain = nativeContender(arena, "gcc", "gcc", bench.plain);
  const wanted = (await plain.result!()).map((array) => array.slice());
  // before the other is tuned, whose winner would serve it too
  const first = untuned(arena);
  const best = await tuned(arena, seconds);
  const contenders: readonly Contender[] = [plain, first, best, ...peers];
  const counts: number[] = [];
  for (const { name, result, run } of contenders) {
    const [got] = await result!();
    const wrong = difference(bench, name, got!, wanted[0]!);
    if (wrong !== undefined) throw new Error(wrong);
    const once = [await run(1), await run(1), await run(1), await run(1), await run(1)];
    counts.push(Math.max(1, Math.ceil(SAMPLE / Math.min(...once))));
  }
  const times = contenders.map(() => [] as number[]);
  for (let round = -1; round < rounds; round++)
    for (const [index, contender] of contenders.entries()) {
      const count = counts[index]!;
      await contender.run(1);
      const each = (await contender.run(count)) / count;
      if (round >= 0) times[index]!.push(each);
    }
  const points = pointsOf(bench.shape);
  return {
    n: bench.shape[0]!,
    costs: Object.fromEntries(contenders.map(({ kind }, i) => [kind, (median(times[i]!) * 1e9) / points])),
    tuned: best.bestName,
  };
}
