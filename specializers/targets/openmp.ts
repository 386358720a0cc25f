// The openmp target: a platform AST as the data of a C template. Threads, vectors, jammed rows and streaming stores.
import { bytesOf, cTypeOf, type DType } from "../ir/dtype.ts";
import type { PlatformParameter, PlatformProgram, Schedule, Sweep } from "../ir/platform.ts";
import { usesOf } from "../ir/uses.ts";
import { notVectorizable, storedConditionally, varyingNames } from "../ir/vectorizable.ts";
import { sweepBounds } from "./bounds.ts";
import { cReal, cStatements, type ScalarContext } from "./c-scalar.ts";
import { type VectorContext, vectorStatements } from "./c-vector.ts";
import { corePlacer, type Declaration, linear, type Placer, shellPlacer } from "./loads.ts";
import { marked } from "./mark.ts";
import { type Namer, namer } from "./names.ts";
import type { Target } from "./target.ts";

export const openmp: Target = {
  name: "openmp",
  language: "c",
  ending: ".c",
  view: cView,
  flags: ({ schedule }) => [
    ...schedule.flags,
    `-ffp-contract=${schedule.contract ? "fast" : "off"}`,
    // errno and floating-point traps are invisible to TypeScript; without them roots and selects become vectors
    "-fno-math-errno",
    "-fno-trapping-math",
  ],
};

/** Points of one vector block: a register of the working precision. */
export const lanesOf = ({ vectorBytes, precision }: Schedule): number => vectorBytes / (precision === "single" ? 4 : 8);

interface Shared {
  readonly program: PlatformProgram;
  readonly name: Namer;
  readonly uses: Set<string>;
  readonly dtypeOf: (array: string) => DType;
}

function cView(program: PlatformProgram): Readonly<Record<string, unknown>> {
  const { parameters, rank, schedule } = program;
  const name = namer("c");
  const uses = new Set<string>();
  const dtypes = new Map(parameters.map((p) => [p.name, p.dtype]));
  const shared: Shared = { program, name, uses, dtypeOf: (array) => dtypes.get(array) ?? "f64" };
  for (const p of parameters) name(p.name);
  const sweeps = program.sweeps.map((sweep, index) => sweepView(sweep, index, shared));
  const lanes = lanesOf(schedule);
  const real = cReal(schedule.precision);
  return {
    name: program.name,
    summary: summary(program),
    real,
    single: schedule.precision === "single",
    explicit: schedule.vectors === "explicit",
    streaming: schedule.stores === "streaming",
    vector: {
      lanes,
      bytes: schedule.vectorBytes,
      laneBytes: schedule.vectorBytes / lanes,
      maskType: schedule.precision === "single" ? "int32_t" : "int64_t",
      numbers: range(lanes).join(", "),
      same: range(lanes)
        .fill(0)
        .map(() => "value")
        .join(", "),
      floatBytes: lanes * 4,
      memory: vectorMemory(program, lanes),
    },
    threads: schedule.threads,
    parallel: schedule.threads > 1,
    rounds: schedule.precision === "double" && (uses.has("vector_fround") || [...dtypes.values()].includes("f32")),
    lanewise: (["sqrt", "floor", "ceil", "trunc"] as const)
      .filter((fn) => uses.has(`vector_${fn}`) || (fn === "floor" && uses.has("vector_round")))
      .map((fn) => ({ name: fn, builtin: schedule.precision === "single" ? `${fn}f` : fn })),
    uses: Object.fromEntries([...uses].map((use) => [use, true])),
    ...signatures(program, name),
    rank,
    sweeps,
    sequence: sweeps.map(({ index }, i) => ({ index, first: i === 0, last: i === sweeps.length - 1 })),
    data: program.data ?? {},
  };
}

function summary({ schedule, extents }: PlatformProgram): string {
  const parts = [
    extents.join(" x "),
    schedule.threads > 1 ? `${schedule.threads} threads` : "1 thread",
    schedule.vectors === "explicit" ? `vectors of ${schedule.vectorBytes} bytes` : `vectors by ${schedule.vectors}`,
    ...(schedule.tiles.some((t) => t > 0) ? [`tiles ${schedule.tiles.join(" ")}`] : []),
    ...(schedule.jam.some((j) => j > 1) ? [`jam ${schedule.jam.join(" ")}`] : []),
    `${schedule.stores} stores`,
    ...(schedule.prefetch ? [`prefetch T${schedule.prefetch.hint} ${schedule.prefetch.rows} rows ahead`] : []),
    ...(schedule.precision === "single" ? ["single precision"] : []),
  ];
  return parts.join(", ");
}

/** Typedef and macros of a vector in memory, for each element type that the program has. */
function vectorMemory({ parameters, schedule }: PlatformProgram, lanes: number) {
  const real = cReal(schedule.precision);
  const dtypes = [...new Set(parameters.filter((p) => p.kind === "grid").map((p) => p.dtype))];
  return dtypes.map((dtype) => ({
    dtype,
    type: cTypeOf[dtype],
    bytes: lanes * bytesOf[dtype],
    align: bytesOf[dtype],
    converts: cTypeOf[dtype] !== real,
    stores: dtype === "f64" || dtype === "f32",
    ...streamInstruction(lanes * bytesOf[dtype]),
  }));
}

/** gcc's non-temporal store of so many bytes; where the machine lacks it the store is a plain one. */
function streamInstruction(bytes: number) {
  if (bytes === 64) return { streamGuard: "defined(__AVX512F__)", streamBuiltin: "__builtin_ia32_movntpd512" };
  if (bytes === 32) return { streamGuard: "defined(__AVX__)", streamBuiltin: "__builtin_ia32_movntpd256" };
  return { streamGuard: bytes === 16 ? "defined(__SSE2__)" : "0", streamBuiltin: "__builtin_ia32_movntpd" };
}

function signatures({ parameters, rank, extents }: PlatformProgram, name: Namer) {
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
  const outer = parameters.map((p) =>
    p.kind === "scalar"
      ? `const double ${name(p.name)}`
      : `${p.access === "in" ? "const " : ""}${cTypeOf[p.dtype]} *${name(p.name)}`,
  );
  return {
    parameters: [
      ...parameters.flatMap(inner),
      ...[...extentNames, ...strideNames].map((n) => `const int64_t ${n}`),
    ].join(", "),
    arguments: [
      ...parameters.flatMap((p) => {
        const own = name(p.name);
        return p.kind === "table" ? [own, `length_${own}`] : [own];
      }),
      ...extentNames,
      ...strideNames,
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

function sweepView(sweep: Sweep, index: number, shared: Shared) {
  const { program, name } = shared;
  const { rank, schedule } = program;
  const { loads, stores } = usesOf(sweep.body);
  const lastAxis = rank - 1;
  const bounds = sweepBounds(sweep);
  const lastStep = bounds[lastAxis]?.step ?? 1;
  const explicit =
    schedule.vectors === "explicit" && lastStep === 1 && notVectorizable(sweep.body, shared.dtypeOf) === undefined;
  const streaming = explicit && schedule.stores === "streaming";
  const outerAxes = range(lastAxis);
  const split = schedule.threads > 1 ? schedule.splitAxis : -1;
  const polls = (axis: number) => axis === 0;
  const rowIndices = outerAxes.map((axis) => `i${axis}`);
  const variant = (jam: readonly number[]) => `${index}${jamSuffix(jam)}`;
  const shapes = new Map<string, readonly number[]>();

  interface Nest {
    readonly axis: number;
    readonly from: string;
    readonly to: string;
    readonly loops: readonly NestLoop[];
  }
  interface NestLoop {
    readonly axis: number;
    readonly to: string;
    readonly beyond: number;
    readonly advance: number;
    readonly polls: boolean;
    readonly inner: Nest | undefined;
    readonly calls: readonly { readonly rows: string; readonly indices: string }[];
  }
  /** Loops from `axis` inwards: a jammed one, and one that does what it leaves over row by row. */
  const nest = (axis: number, outerJam: readonly number[], jammed: boolean): Nest => {
    const jam = jammed ? (schedule.jam[axis] ?? 1) : 1;
    const step = bounds[axis]?.step ?? 1;
    const tiled = (schedule.tiles[axis] ?? 0) > 0;
    const [from, to] =
      axis === split ? [`c${axis}`, `f${axis}`] : tiled ? [`t${axis}`, `w${axis}`] : [`a${axis}`, `b${axis}`];
    const loop = (rows: number, whole: boolean): NestLoop => {
      const jams = [...outerJam, rows];
      const inner = axis + 1 < lastAxis ? nest(axis + 1, jams, whole) : undefined;
      const single = jams.map(() => 1);
      const calls = inner
        ? []
        : whole
          ? [{ rows: variant(jams), indices: rowIndices.map((i) => `${i}, `).join("") }]
          : combinations(jams).map((tuple) => ({ rows: variant(single), indices: displacedIndices(tuple, bounds) }));
      if (inner === undefined) shapes.set(whole ? jams.join("") : single.join(""), whole ? jams : single);
      return { axis, to, beyond: (rows - 1) * step, advance: rows * step, polls: polls(axis), inner, calls };
    };
    return { axis, from, to, loops: jam > 1 ? [loop(jam, true), loop(1, false)] : [loop(1, jammed)] };
  };
  const tiles = outerAxes
    .filter((axis) => (schedule.tiles[axis] ?? 0) > 0 && axis !== split)
    .map((axis) => ({ axis, length: (schedule.tiles[axis] ?? 0) * (bounds[axis]?.step ?? 1) }));
  const tree = rank > 1 ? nest(0, [], true) : undefined;
  if (rank === 1) shapes.set("", []);

  const reachText = (side: "below" | "above") =>
    linear(
      "0",
      range(rank).map((axis) => sweep.reach[axis]?.[side] ?? 0),
    ).replace(/^0 \+ /, "");
  const bytes = lanesOf(schedule);
  const unit = (array: string) => (streaming ? 64 : bytes * bytesOf[shared.dtypeOf(array)]);
  const alignment = stores.map((array) => {
    const own = name(array);
    const rows = rank > 1 ? ` && n${lastAxis} * ${bytesOf[shared.dtypeOf(array)]} % ${unit(array)} == 0` : "";
    return `(uintptr_t)${own} % ${unit(array)} == 0${rows}`;
  });

  return {
    index: String(index),
    at: marked("", sweep.at),
    rank,
    lastAxis,
    lastStep,
    flat: rank === 1,
    shell: sweep.shell,
    explicit,
    streaming,
    simd: schedule.vectors !== "none",
    bounds: bounds.map(({ axis, definitions, step }) => ({ axis, definitions, step, outer: axis < lastAxis })),
    outer: outerAxes.map((axis) => ({ axis, step: bounds[axis]?.step ?? 1, polls: polls(axis) })),
    inCore: outerAxes.map((axis) => `i${axis} >= a${axis} && i${axis} < b${axis}`).join(" && "),
    jumpAxis: lastAxis - 1,
    jumpStep: bounds[lastAxis - 1]?.step ?? 1,
    rowParameters: rowIndices.map((i) => `const int64_t ${i}, `).join(""),
    rowArguments: rowIndices.map((i) => `${i}, `).join(""),
    rowIndex: outerAxes.map((axis) => `i${axis} * s${axis}`).join(" + ") || "0",
    split: split >= 0 ? { axis: split, step: bounds[split]?.step ?? 1, from: `a${split}`, to: `b${split}` } : undefined,
    alignment: explicit ? alignment.join(" && ") : "0",
    low: reachText("below"),
    high: reachText("above"),
    total: rank > 1 ? "n0 * s0" : "n0",
    tiles,
    nest: tree,
    row: scalarLines(sweep, corePlacer("q"), shared),
    ...shellViews(sweep, shared),
    shapes: [...shapes.values()].map((jam) =>
      shapeView(sweep, variant(jam), jam, bounds, stores, loads, explicit, shared),
    ),
  };
}

const jamSuffix = (jam: readonly number[]): string => (jam.length > 0 ? `_${jam.join("")}` : "");

/** `i0 + 1, i1, `: the row of one member of a jammed set. */
const displacedIndices = (jams: readonly number[], bounds: ReturnType<typeof sweepBounds>): string =>
  jams
    .map((j, axis) => {
      const by = j * (bounds[axis]?.step ?? 1);
      return by === 0 ? `i${axis}, ` : `i${axis} + ${by}, `;
    })
    .join("");

type LoadList = ReturnType<typeof usesOf>["loads"];

/** One set of jammed rows: where each begins, and the statements of a block of lanes. */
function shapeView(
  sweep: Sweep,
  variant: string,
  jam: readonly number[],
  bounds: ReturnType<typeof sweepBounds>,
  stores: readonly string[],
  loads: LoadList,
  explicit: boolean,
  shared: Shared,
) {
  const { name } = shared;
  const main = `${variant.split("_")[0]}${jamSuffix(shared.program.schedule.jam.slice(0, -1))}`;
  const rows = combinations(jam).map((jams) => {
    const offset = [...jams.map((j, axis) => j * (bounds[axis]?.step ?? 1)), 0];
    return { jams, label: jams.join("") || "0", offset, base: linear("p", offset) };
  });
  const conditional = storedConditionally(sweep.body);
  const result = (label: string, array: string) => `out_${label}_${name(array)}`;
  const point = (row: (typeof rows)[number]) => ({
    base: row.base,
    indices: displacedIndices(row.jams, bounds),
    results: stores.map((array) => ({
      variable: result(row.label, array),
      array: name(array),
      dtype: shared.dtypeOf(array),
      old: conditional.has(array),
    })),
    lines: explicit
      ? vectorStatements(sweep.body, {
          ...scalarContext(corePlacer("q"), shared),
          result: (array) => result(row.label, array),
          varying: varyingNames(sweep.body),
        } satisfies VectorContext)
      : scalarLines(sweep, corePlacer("q"), shared),
  });
  return {
    variant,
    lastBase: rows.at(-1)?.base ?? "p",
    main: variant === main,
    rows: rows.map(point),
    prefetches: explicit ? prefetches(rows, loads, shared) : [],
  };
}

/** The rows that the jammed ones will read first, some rows further on: those of the newest plane. */
function prefetches(
  rows: readonly { readonly offset: readonly number[] }[],
  loads: LoadList,
  { program, name }: Shared,
): readonly { readonly address: string; readonly locality: number }[] {
  const { prefetch } = program.schedule;
  if (prefetch === undefined) return [];
  const arrays = [...new Set(loads.map((load) => load.array))];
  const along = Math.max(0, program.rank - 2);
  return rows.flatMap((row) =>
    arrays.map((array) => {
      const newest = Math.max(0, ...loads.filter((l) => l.array === array).map((l) => l.offset[0] ?? 0));
      const ahead = program.rank === 1 ? prefetch.rows * 1024 : prefetch.rows;
      const offset = row.offset.map((by, axis) => by + (axis === 0 ? newest : 0) + (axis === along ? ahead : 0));
      return { address: `${name(array)} + ${linear("p", offset)}`, locality: prefetch.hint === 0 ? 3 : 2 };
    }),
  );
}

function scalarContext(place: Placer, { program, name, uses, dtypeOf }: Shared): ScalarContext {
  return { name, uses, dtypeOf, place, point: "q", precision: program.schedule.precision };
}

const scalarLines = (sweep: Sweep, place: Placer, shared: Shared): string[] =>
  cStatements(sweep.body, scalarContext(place, shared));

/** Rows and points of the shell: declarations that loads need, then the statements. */
function shellViews(sweep: Sweep, shared: Shared) {
  if (!sweep.shell) return { shellRow: undefined, shellPoint: undefined };
  const { parameters, rank } = shared.program;
  const make = (mapLast: boolean) => {
    const placer = shellPlacer(parameters, rank, mapLast);
    const lines = scalarLines(sweep, placer.place, shared);
    const declare = (declarations: ReadonlyMap<string, Declaration>) =>
      [...declarations.values()].map(({ kind, name, value }) => {
        for (const rule of ["clamp", "wrap", "reflect"]) if (value.includes(`${rule}_index(`)) shared.uses.add(rule);
        return `const ${kind === "test" ? "int" : "int64_t"} ${name} = ${value};`;
      });
    shared.uses.add("inside");
    return { perRow: declare(placer.perRow), perPoint: declare(placer.perPoint), lines };
  };
  return { shellRow: make(false), shellPoint: make(true) };
}

const range = (n: number): number[] => Array.from({ length: Math.max(0, n) }, (_, i) => i);

/** All index tuples below the lengths, last fastest. */
function combinations(lengths: readonly number[]): readonly (readonly number[])[] {
  return lengths.reduce<readonly (readonly number[])[]>(
    (tuples, length) => tuples.flatMap((tuple) => range(length).map((i) => [...tuple, i])),
    [[]],
  );
}
