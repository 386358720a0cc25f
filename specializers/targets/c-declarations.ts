// Types of vectors in memory, and the signatures of a C kernel's functions.
import { bytesOf, cTypeOf } from "../ir/dtype.ts";
import type { PlatformParameter, PlatformProgram, Schedule } from "../ir/platform.ts";
import { lanesOf } from "./c-context.ts";
import { cReal } from "./c-scalar.ts";
import type { Namer } from "./names.ts";
import { range } from "./tuples.ts";

/** Typedef and macros of a vector in memory, for each element type that the program has. */
export function vectorMemory({ parameters, schedule }: PlatformProgram, lanes: number) {
  const real = cReal(schedule.precision);
  const dtypes = [...new Set(parameters.filter((p) => p.kind === "grid").map((p) => p.dtype))];
  return dtypes.map((dtype) => ({
    dtype,
    type: cTypeOf[dtype],
    bytes: lanes * bytesOf[dtype],
    align: bytesOf[dtype],
    converts: cTypeOf[dtype] !== real,
    widens: wideningOf(schedule).some((each) => each.dtype === dtype),
    stores: dtype === "f64" || dtype === "f32",
    ...streamInstruction(lanes * bytesOf[dtype]),
  }));
}

/** Tables that vectors read, by element type: what of them the text calls, and how a vector gets its elements. */
export function lookupsOf(uses: ReadonlySet<string>, { parameters, schedule }: PlatformProgram) {
  const dtypes = new Set(parameters.filter((p) => p.kind === "table").map((p) => p.dtype));
  return [...dtypes]
    .filter((dtype) => uses.has(`vector_table_${dtype}`))
    .map((dtype) => ({
      dtype,
      type: cTypeOf[dtype],
      bytes: lanesOf(schedule) * 4,
      elements: range(lanesOf(schedule))
        .map((lane) => `from[${lane % 2 === 0 ? `(uint32_t)pair[${lane / 2}]` : `pair[${(lane - 1) / 2}] >> 32`}]`)
        .map((element) => (cTypeOf[dtype] === cReal(schedule.precision) ? element : `(real)${element}`))
        .join(", "),
      any: uses.has(`vector_table_any_${dtype}`),
      whole: uses.has(`vector_table_whole_${dtype}`),
      part: uses.has(`vector_table_part_${dtype}`),
    }));
}

/** gcc's names of the instructions that make a register of doubles; asked to convert, it makes two halves and joins them. */
export function wideningOf({ precision, vectorBytes }: Schedule) {
  if (precision === "single" || vectorBytes < 32) return [];
  if (vectorBytes === 32)
    return [
      { dtype: "f32", guard: "__AVX__", builtin: "__builtin_ia32_cvtps2pd256", rest: "" },
      { dtype: "i32", guard: "__AVX__", builtin: "__builtin_ia32_cvtdq2pd256", rest: "" },
    ];
  return [
    { dtype: "f32", guard: "__AVX512F__", builtin: "__builtin_ia32_cvtps2pd512_mask", rest: ", (vector){0}, -1, 4" },
    { dtype: "i32", guard: "__AVX512F__", builtin: "__builtin_ia32_cvtdq2pd512_mask", rest: ", (vector){0}, -1" },
  ];
}

/** gcc's non-temporal store of so many bytes; where the machine lacks it the store is a plain one. */
function streamInstruction(bytes: number) {
  if (bytes === 64) return { streamGuard: "defined(__AVX512F__)", streamBuiltin: "__builtin_ia32_movntpd512" };
  if (bytes === 32) return { streamGuard: "defined(__AVX__)", streamBuiltin: "__builtin_ia32_movntpd256" };
  return { streamGuard: bytes === 16 ? "defined(__SSE2__)" : "0", streamBuiltin: "__builtin_ia32_movntpd" };
}

export function signatures({ parameters: all, rank, extents, totals, iteration }: PlatformProgram, name: Namer) {
  // the number of steps concerns the entry points alone
  const parameters = all.filter((p) => p.name !== iteration?.steps);
  const inner = (p: PlatformParameter): string[] => {
    if (p.kind === "scalar") return [`const real ${name(p.name)}`];
    const pointer = `${p.access === "in" ? "const " : ""}${cTypeOf[p.dtype]} *restrict ${name(p.name)}`;
    return p.kind === "table" ? [pointer, `const int64_t length_${name(p.name)}`] : [pointer];
  };
  const passed = (p: PlatformParameter, length: (p: PlatformParameter) => string): string[] => {
    if (p.kind === "scalar") return [`(real)${name(p.name)}`];
    return p.kind === "table" ? [name(p.name), length(p)] : [name(p.name)];
  };
  const extentNames = range(rank).map((axis) => `n${axis}`);
  const strideNames = range(rank - 1).map((axis) => `s${axis}`);
  const tables = parameters.filter((p) => p.kind === "table");
  const strides = range(rank - 1).map((axis) => extents.slice(axis + 1).reduce((a, b) => a * b, 1));
  const outer = all.map((p) =>
    p.kind === "scalar"
      ? `const double ${name(p.name)}`
      : `${p.access === "in" ? "const " : ""}${cTypeOf[p.dtype]} *${name(p.name)}`,
  );
  return {
    parameters: [
      ...parameters.flatMap(inner),
      ...[...extentNames, ...strideNames].map((n) => `const int64_t ${n}`),
      ...(totals ? ["struct partial *const partial"] : []),
    ].join(", "),
    arguments: [
      ...parameters.flatMap((p) => {
        const own = name(p.name);
        return p.kind === "table" ? [own, `length_${own}`] : [own];
      }),
      ...extentNames,
      ...strideNames,
      ...(totals ? ["partial"] : []),
    ].join(", "),
    entryParameters: outer.join(", "),
    /** The call's shape as literals: a variable would not stay a constant inside a parallel region. */
    runArguments: [
      ...parameters.flatMap((p) => passed(p, ({ length }) => String(length ?? 0))),
      ...extents,
      ...strides,
    ].join(", "),
    anyArguments: [
      ...parameters.flatMap((p) => passed(p, (table) => `extents[${rank + tables.indexOf(table)}]`)),
      ...range(rank).map((axis) => `extents[${axis}]`),
      ...range(rank - 1).map((axis) =>
        range(rank)
          .slice(axis + 1)
          .map((a) => `extents[${a}]`)
          .join(" * "),
      ),
    ].join(", "),
  };
}
