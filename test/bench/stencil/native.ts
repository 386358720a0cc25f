// C contenders: the plain loop, what was written by hand, and the stream that bounds a case.
import { allocate } from "../../../specializers/runtime/memory.ts";
import { koffi } from "../../../specializers/runtime/native.ts";
import type { NumericArray } from "../../../specializers/specializer.ts";
import type { Arena } from "./arena.ts";
import type { NativeFunction, StreamName } from "./case.ts";
import { type Contender, type Kind, timed } from "./contender.ts";
import { flush } from "./flush.ts";
import { compileNative } from "./native-library.ts";

export function nativeContender(arena: Arena, kind: Kind, name: string, native: NativeFunction): Contender {
  const { flush, reset, results } = arena;
  const call = bind(native, arena);
  return {
    kind,
    name,
    flush,
    run: (count) =>
      timed(() => {
        for (let i = 0; i < count; i++) call();
      }),
    async result() {
      reset();
      call();
      return results;
    },
  };
}

function bind({ file, name, arguments: tokens, flags }: NativeFunction, { bench, arrays }: Arena): () => void {
  const typed = tokens.map((token): readonly [string, NumericArray | number] => {
    if (typeof token === "number") return ["int64_t", token];
    if (token === "n") return ["int64_t", bench.shape.at(-1)!];
    if (token === "steps") return ["int64_t", bench.steps!];
    const scalar = bench.scalars?.[token];
    return scalar === undefined ? ["void *", arrays[token]!] : ["double", scalar];
  });
  const types = typed.map(([type]) => type);
  const values = typed.map(([, value]) => value);
  const entry = koffi().load(compileNative(file, flags)).func(name, "void", types);
  return () => entry(...values);
}

export interface StreamRun {
  readonly run: () => void;
  readonly bytes: number;
}

interface Stream {
  readonly symbol: string;
  readonly arrays: number;
}
export const streams: Readonly<Record<StreamName | "triad" | "plainCopy" | "plainTriad", Stream>> = {
  plainCopy: { symbol: "copy_plain", arrays: 2 },
  plainTriad: { symbol: "triad_plain", arrays: 3 },
  copy: { symbol: "copy", arrays: 2 },
  triad: { symbol: "triad", arrays: 3 },
  threeToOne: { symbol: "three_to_one", arrays: 4 },
  oneToThree: { symbol: "one_to_three", arrays: 4 },
};

/** A stream over the first of these arrays, and the bytes that it counts. */
export function streamOver(name: keyof typeof streams, arrays: readonly NumericArray[]): StreamRun {
  const { symbol, arrays: count } = streams[name];
  const used = arrays.slice(0, count);
  const doubles = used[0]!.byteLength / 8;
  const entry = koffi()
    .load(compileNative("streams"))
    .func(symbol, "void", [...used.map(() => "void *"), "int64_t"]);
  return { run: () => entry(...used, doubles), bytes: count * doubles * 8 };
}

/** The stream that bounds a case, over as many bytes: where the case has more grids than it, over longer ones of its own. */
export function boundingStream({ bench, arrays }: Arena): Contender & Pick<StreamRun, "bytes"> {
  const { arrays: count } = streams[bench.stream];
  const grids = [...bench.inputs, ...bench.outputs].map((name) => arrays[name]!);
  const bytes = grids.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const own =
    grids.length === count ? grids : Array.from({ length: count }, () => allocate("f64", bytes / count / 8).fill(1));
  const stream = streamOver(bench.stream, own);
  return {
    kind: "stream",
    name: `stream (${bench.stream})`,
    bytes: stream.bytes,
    flush: () => flush(own),
    run: (runs) =>
      timed(() => {
        for (let i = 0; i < runs; i++) stream.run();
      }),
  };
}
