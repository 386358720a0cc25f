// One case: its contenders made, compared with the plain loop, and timed in interleaved rounds.
import type { NumericArray } from "../../../specializers/specializer.ts";
import { relativeDeviation } from "../../../specializers/tuner/statistics.ts";
import { createArena, difference } from "./arena.ts";
import { type BenchCase, leastBytes } from "./case.ts";
import type { Contender, Kind } from "./contender.ts";
import { javascript, tuned, typescript, untuned } from "./generated.ts";
import { boundingStream, nativeContender } from "./native.ts";
import { type Peer, type PeerName, startPeer } from "./peers.ts";
import { interleave, median, ratiosTo } from "./rounds.ts";

export interface RunOptions {
  readonly rounds: number;
  /** Seconds of tuning. */
  readonly seconds: number;
  readonly peers: ReadonlyMap<PeerName, string>;
}

export interface Figure {
  readonly kind: Kind;
  readonly name: string;
  /** Milliseconds, medians; cold is null where it was not measured. */
  readonly cold: number | null;
  readonly warm: number;
  readonly best: number;
  /** How many times the tuned one's time it took: the median of the rounds' ratios, and their relative deviation. */
  readonly ratio: number;
  readonly deviation: number;
}

export interface CaseFigures {
  readonly name: string;
  readonly title: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly steps: number | null;
  readonly rounds: number;
  readonly leastBytes: number;
  /** The stream of the same run: what it counts. */
  readonly stream: { readonly name: string; readonly bytes: number };
  readonly fractionOfCeiling: number | null;
  readonly figures: readonly Figure[];
  /** Peers that did not take part, and why. */
  readonly missing: Readonly<Record<string, string>>;
}

export async function runCase(bench: BenchCase, { rounds, seconds, peers }: RunOptions): Promise<CaseFigures> {
  const arena = createArena(bench);
  const plain = nativeContender(arena, "gcc", "gcc's parallel loop", bench.plain);
  const wanted = (await plain.result!()).map((array) => array.slice());
  const missing: Record<string, string> = {};
  const started: Peer[] = [];
  try {
    for (const [name, version] of peers) {
      const peer = await startPeer(bench, name, version);
      if (typeof peer === "string") missing[name] = peer;
      else started.push(peer);
    }
    const ours = [untuned(arena), await tuned(arena, seconds)] as const;
    const stream = boundingStream(arena);
    const contenders: readonly Contender[] = [
      stream,
      ...(bench.hand ? [nativeContender(arena, "hand", "C by hand", bench.hand)] : []),
      ours[1],
      ours[0],
      plain,
      ...started,
      javascript(arena),
      typescript(bench),
    ];
    const right: Contender[] = [];
    for (const contender of contenders) {
      const wrong = await whyWrong(bench, contender, wanted);
      if (wrong === undefined) right.push(contender);
      else if (started.some(({ kind }) => kind === contender.kind)) missing[contender.kind] = wrong;
      else throw new Error(wrong);
    }
    const timings = await interleave(right, rounds, { iterated: bench.steps !== undefined });
    const winner = timings.find(({ contender }) => contender === ours[1])!;
    return {
      name: bench.name,
      title: bench.title,
      shape: bench.shape,
      dtype: bench.dtype,
      steps: bench.steps ?? null,
      rounds,
      leastBytes: leastBytes(bench),
      stream: { name: bench.stream, bytes: stream.bytes },
      fractionOfCeiling: ours[1].fractionOfCeiling,
      figures: timings.map((timing) => {
        const { contender, cold, warm } = timing;
        const ratios = ratiosTo(winner, timing);
        return {
          kind: contender.kind,
          name: contender.name,
          cold: cold.length > 0 ? median(cold) * 1000 : null,
          warm: median(warm) * 1000,
          best: Math.min(...warm) * 1000,
          ratio: median(ratios),
          deviation: relativeDeviation(ratios),
        };
      }),
      missing,
    };
  } finally {
    for (const peer of started) peer.close();
  }
}

/** Undefined where a contender's result is that of the plain loop. */
async function whyWrong(
  bench: BenchCase,
  { name, result }: Contender,
  wanted: readonly NumericArray[],
): Promise<string | undefined> {
  const got = await result?.();
  return got?.map((array, index) => difference(bench, name, array, wanted[index]!)).find((text) => text !== undefined);
}
