// Loops over flat arrays in which no element reads another: their variant space, schedule and cost. For domains whose
// index space is one axis; grids with neighbours have many more choices.
import type {
  ArrayLayout,
  Axis,
  CallLayout,
  Config,
  Cost,
  DomainProgram,
  MachineFacts,
  VariantSpace,
} from "../specializer.ts";
import { messages } from "../syntax/messages.ts";
import { flopsOf, roundingsOf } from "./cost.ts";
import { type Boundary, bytesOf } from "./dtype.ts";
import type { Statement } from "./expressions.ts";
import { functionFacts } from "./functions.ts";
import { blocksOf, gpuOf, whyNoBlock, withCuda } from "./gpu-space.ts";
import { type PlatformProgram, plainSchedule } from "./platform.ts";
import type { SourceText } from "./span.ts";
import { usesOf } from "./uses.ts";
import { notVectorizable } from "./vectorizable.ts";

/** Bytes from which on a second thread is worth its start. */
const parallelBytes = 1 << 19;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** A bound program of one loop over flat arrays. */
export interface FlatProgram extends DomainProgram {
  readonly source: SourceText;
  readonly body: readonly Statement[];
  readonly exact: boolean;
}

/** What it takes to make another array like this one: a typed array's `slice`, with a shape around it where it has one. */
interface Shaped extends ArrayLike<number> {
  readonly constructor: new (storage: Shaped, shape: unknown, boundary: unknown) => Shaped;
  readonly shape?: readonly number[];
  readonly boundary?: Boundary;
  slice(): Shaped;
}

/** `f.map(xs, …)`: the results in a new array like the first one; of numbers alone, a number. */
export function mapped(
  marked: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
  { name, parameters }: DomainProgram,
): unknown {
  const inputs = parameters.length - 1;
  if (args.length !== inputs)
    throw new TypeError(messages.CALL_ARGUMENTS(`${name}.map`, inputs, args.length).join(" "));
  const like = args.find((arg) => typeof arg === "object") as Shaped | undefined;
  if (!like) return marked(...args);
  const out = like.shape ? new like.constructor(like.slice(), like.shape, like.boundary) : like.slice();
  marked(...args, out);
  return out;
}

/** Lengths with remainders of vectors and threads, for checks. */
export const flatLayouts = (call: CallLayout): readonly CallLayout[] =>
  [1, 7, 67, 1030].map((length) => {
    const arrays = Object.entries(call.arrays).map(([name, layout]) => [name, { ...layout, shape: [length] }] as const);
    return { ...call, arrays: Object.fromEntries<ArrayLayout>(arrays) };
  });

export function flatCost({ body, parameters }: FlatProgram, call: CallLayout, length: number): Cost {
  const bytes = parameters.map(({ name, access }) => {
    const layout = call.arrays[name];
    return layout ? bytesOf[layout.dtype] * sizeOf(layout.shape) * (access === "inout" ? 2 : 1) : 0;
  });
  return {
    points: length,
    flops: flopsOf(body) * length,
    bytes: bytes.reduce((a, b) => a + b, 0),
    roundings: Math.max(1, roundingsOf(body)),
  };
}

export function flatVariants(
  { body }: FlatProgram,
  call: CallLayout,
  { compilers, cores, vectorBytes, lastLevelCacheBytes, cuda }: MachineFacts,
  cost: Cost,
  exact: boolean,
): VariantSpace {
  const { functions, loads, stores } = usesOf(body);
  const scalar = notVectorizable(body, (array) => call.arrays[array]!.dtype);
  const inexact = functions.filter((fn) => !functionFacts[fn].exact);
  const inexactReason =
    exact && inexact.length > 0 ? `C rounds ${inexact.map((fn) => `Math.${fn}`).join(", ")} differently` : undefined;
  const axis = (name: string, label: string, values: Axis["values"], ordered: boolean): Axis => ({
    name,
    label,
    values,
    ordered,
  });
  const axes = [
    axis("target", "target", ["js", "openmp"], false),
    axis("compiler", "compiler", ["none", ...compilers], false),
    axis("threads", "threads", [...new Set([1, cores])], true),
    axis("vector", "vector bytes", [0, vectorBytes], true),
    axis("streaming", "streaming stores", [false, true], false),
    axis("fused", "fused multiply-add", exact ? [false] : [false, true], false),
  ];
  const js: Config = { target: "js", compiler: "none", threads: 1, vector: 0, streaming: false, fused: false };
  const readBack = loads.some(({ array }) => stores.includes(array));
  const illegal = (config: Config): string | undefined => {
    if (config.target === "js") {
      const other = Object.keys(js).find((name) => config[name] !== js[name]);
      return other && `the js target has no choice of ${other}`;
    }
    if (config.compiler === "none") return "native code needs a compiler";
    if (inexactReason !== undefined) return inexactReason;
    if (Number(config.threads) > cost.points) return "more threads than elements";
    if (Number(config.vector) > 0 && scalar !== undefined) return scalar;
    if (Number(config.vector) / 8 > cost.points) return "vector > length";
    if (config.streaming && !config.vector) return "streaming stores need explicit vectors";
    if (config.streaming && readBack) return "what is stored is read too, so it is cached anyway";
    return undefined;
  };
  const narrowest = Math.min(8, ...stores.map((array) => bytesOf[call.arrays[array]!.dtype]));
  const native = compilers.map((compiler): Config => {
    const vector = scalar === undefined && cost.points >= vectorBytes / 4 ? vectorBytes : 0;
    const streaming = vector > 0 && !readBack && cost.bytes > lastLevelCacheBytes / 2 && (vector / 8) * narrowest >= 16;
    const threads = cost.bytes > parallelBytes && cost.points >= cores ? cores : 1;
    return { target: "openmp", compiler, threads, vector, streaming, fused: !exact };
  });
  const seeds = [...native, ...native.map((config) => ({ ...config, vector: 0, streaming: false })), js];
  const legal = seeds.filter((config) => illegal(config) === undefined);
  const space = { axes, illegal, default: legal[0] ?? js, seeds: legal };
  return withCuda(space, cuda, {
    axes: blocksOf(1),
    shared: ["fused"],
    illegal: (config) =>
      whyNoBlock(config) ??
      inexactReason ??
      (config.fused === true && exact ? "fused products round differently" : undefined),
    seeds: [
      { block: "256x1", each: 1 },
      { block: "256x1", each: 4 },
      { block: "512x1", each: 2 },
    ],
    fused: !exact,
  });
}

/** The platform AST of one variant, for the template `template`. */
export function lowerFlat(
  template: string,
  { name, at, source, body, parameters, exact }: FlatProgram,
  call: CallLayout,
  length: number,
  config: Config,
): PlatformProgram {
  const vectorBytes = Number(config.vector);
  return {
    kind: "platform",
    name,
    at,
    source,
    template,
    rank: 1,
    parameters: parameters.map(({ name, access }) => {
      const layout = call.arrays[name];
      return { name, access, kind: layout ? "grid" : "scalar", dtype: layout?.dtype ?? "f64", boundary: "none" };
    }),
    extents: [length],
    sweeps: [
      {
        at,
        domain: [{ from: { from: "start", offset: 0 }, to: { from: "end", offset: 0 }, step: 1 }],
        reach: [{ below: 0, above: 0 }],
        shell: false,
        body,
      },
    ],
    schedule: {
      ...plainSchedule(1),
      threads: Number(config.threads),
      vectors: config.target === "js" ? "none" : vectorBytes > 0 ? "explicit" : "compiler",
      vectorBytes,
      stores: config.streaming === true ? "streaming" : "plain",
      contract: config.fused === true,
      ...(config.target === "cuda" && { gpu: gpuOf(config) }),
    },
    exact: exact && roundsAlike(body, config),
  };
}

/** Whether a variant gives TypeScript's bits: JavaScript always, C unless it fuses or rounds a function otherwise. */
const roundsAlike = (body: readonly Statement[], config: Config): boolean =>
  config.target === "js" || (config.fused !== true && usesOf(body).functions.every((fn) => functionFacts[fn].exact));
