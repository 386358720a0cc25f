// The variant space of stencils: every loop decision that may be tuned, what is legal, and what to try first.
import { columnsOf } from "../ir/columns.ts";
import { bytesOf } from "../ir/dtype.ts";
import { functionFacts } from "../ir/functions.ts";
import { usesOf } from "../ir/uses.ts";
import { notVectorizable } from "../ir/vectorizable.ts";
import type { Axis, CallLayout, Config, MachineFacts, VariantSpace } from "../specializer.ts";
import { cost } from "./cost.ts";
import { extentsOf, IN_ORDER, KEPT, splitAxisOf, sums } from "./lower.ts";
import { orderReason } from "./passes/order.ts";
import { type BoundProgram, bound, type StencilProgram } from "./program.ts";
import { seedsOf } from "./seeds.ts";

const LINE = 64;
const REGISTERS = [16, 32, 64];
const LEAST_STREAMED = 16;
/** Nodes of all jammed rows together: beyond it the compiler takes longer than a variant is worth. */
const LONGEST_TEXT = 600;
/** A parallel region costs some microseconds; below this many nanoseconds of work one thread is faster. */
const PARALLEL_WORTH_NS = 30_000;
const OPERATIONS_A_BYTE = 8;

export function variants(
  program: StencilProgram,
  call: CallLayout,
  machine: MachineFacts,
  exact: boolean,
): VariantSpace {
  const facts = factsOf(bound(program), call, machine, exact);
  const axes = axesOf(facts);
  const js = configOf(axes, { target: "js", compiler: "none" });
  const illegal = (config: Config) => whyIllegal(config, facts, js);
  const native = facts.compilers.map((compiler) => defaultFor(compiler, axes, facts));
  const first = [...native, js].find((config) => illegal(config) === undefined) ?? js;
  const seeds = [first, ...seedsOf(first, facts), ...native, js].filter((config) => illegal(config) === undefined);
  return { axes, illegal, default: first, seeds: distinct(seeds) };
}

interface Facts {
  readonly rank: number;
  readonly extents: readonly number[];
  readonly compilers: readonly string[];
  readonly cores: number;
  readonly vectorBytes: number;
  readonly exact: boolean;
  /** Why vectors can't be written out. */
  readonly scalar: string | undefined;
  /** Whether a sum over points may be made in any order. */
  readonly sums: boolean;
  /** Why points run in their order on one thread. */
  readonly ordered: string | undefined;
  /** Why single precision is no choice. */
  readonly double: string | undefined;
  /** Why no store may bypass the caches. */
  readonly cached: string | undefined;
  /** Whether points of a row have values of columns in common, in each precision. */
  readonly columns: { readonly double: boolean; readonly single: boolean };
  /** Why rows are not whole lines. */
  readonly splitRow: string | undefined;
  /** Functions that C rounds otherwise than JavaScript. */
  readonly inexactFunctions: readonly string[];
  /** Narrowest stored element. */
  readonly narrowest: number;
  /** All arrays together. */
  readonly bytes: number;
  readonly beyondCache: boolean;
  /** So many operations a byte that memory keeps up whatever is done about it. */
  readonly computeBound: boolean;
  readonly parallelWorth: boolean;
  /** Nodes of the largest sweep's expressions. */
  readonly size: number;
  readonly loads: number;
  /** Arrays that the sweep with the most of them reads, and stores into. */
  readonly reads: number;
  readonly stores: number;
}

function factsOf(program: BoundProgram, call: CallLayout, machine: MachineFacts, exact: boolean): Facts {
  const { rank, sweeps, parameters, dtypes } = program;
  const uses = sweeps.map(({ body }) => usesOf(body));
  const dtypeOf = (name: string) => dtypes[name] ?? "f64";
  const grids = parameters.filter(({ role }) => role === "grid").map(({ name }) => dtypeOf(name));
  const stored = [...new Set(uses.flatMap(({ stores }) => stores))];
  const extents = extentsOf(program, call);
  const rowLength = extents[rank - 1] ?? 1;
  const strided = sweeps.some(({ domain }) => (domain.step[rank - 1] ?? 1) !== 1);
  const { bytes, flops, points } = cost(program, call);
  const functions = [...new Set(uses.flatMap((use) => use.functions))];
  const calls = functions.filter((fn) => !functionFacts[fn].vector).length;
  const splitRow = stored.find((name) => rank > 1 && (rowLength * bytesOf[dtypeOf(name)]) % LINE !== 0);
  const readToo = stored.find((name) => uses.some(({ loads }) => loads.some(({ array }) => array === name)));
  const dependent = sweeps.find(({ dependences = [] }) => dependences.length > 0);
  const ordered = dependent && orderReason(dependent.dependences![0]!);
  return {
    rank,
    extents,
    compilers: machine.compilers,
    cores: machine.cores,
    vectorBytes: machine.vectorBytes,
    exact,
    scalar: strided
      ? "points of a row are not neighbours: its step is not 1"
      : ordered !== undefined
        ? ordered
        : (firstDefined(sweeps.map(({ body }) => notVectorizable(body, dtypeOf))) ?? longTable(program, call)),
    sums: sweeps.some(({ body }) => sums(body)),
    ordered: sweeps.every(({ dependences = [] }) => dependences.length > 0) ? ordered : undefined,
    double: program.totals
      ? "totals are kept in doubles"
      : grids.every((dtype) => dtype === "f32")
        ? undefined
        : "not all grids are f32",
    columns: {
      double: rank > 1 && sweeps.some(({ body }) => columnsOf(body, dtypeOf, "f64") !== undefined),
      single: rank > 1 && sweeps.some(({ body }) => columnsOf(body, dtypeOf, "f32") !== undefined),
    },
    splitRow: splitRow && `rows of ${splitRow} (${rowLength} elements) are not whole cache lines`,
    cached:
      splitRow !== undefined
        ? `rows of ${splitRow} (${rowLength} elements) are not whole cache lines`
        : readToo !== undefined
          ? `${readToo} is read too, so its lines are cached anyway`
          : undefined,
    inexactFunctions: functions.filter((fn) => !functionFacts[fn].exact),
    narrowest: Math.min(8, ...stored.map((name) => bytesOf[dtypeOf(name)])),
    bytes,
    // others use the last cache too; 5-point, Zen 3, 32 MB: plain stores are faster at 16 MB by a tenth, slower at 23 by as much
    beyondCache: bytes > machine.lastLevelCacheBytes / 2,
    computeBound: flops > OPERATIONS_A_BYTE * bytes,
    parallelWorth: machine.cores > 1 && bytes / 10 + flops / 4 + points * calls * 10 > PARALLEL_WORTH_NS,
    size: Math.max(0, ...uses.map((use) => use.size)),
    loads: Math.max(0, ...uses.map((use) => use.loads.length)),
    reads: Math.max(0, ...uses.map((use) => new Set(use.loads.map(({ array }) => array)).size)),
    stores: Math.max(0, ...uses.map(({ stores }) => stores.length)),
  };
}

/** Places in a table are computed in 32 bits. */
function longTable({ parameters }: BoundProgram, { arrays }: CallLayout): string | undefined {
  const long = parameters.find(({ role, name }) => role === "table" && (arrays[name]?.shape[0] ?? 0) >= 2 ** 31);
  return long && `${long.name} has more elements than 32 bits count`;
}

const firstDefined = <T>(values: readonly (T | undefined)[]): T | undefined => values.find((v) => v !== undefined);

function axesOf({ rank, compilers, cores, vectorBytes, exact, double, sums, columns }: Facts): readonly Axis[] {
  const axis = (name: string, label: string, values: Axis["values"], ordered = true): Axis => ({
    name,
    label,
    values,
    ordered,
  });
  const threads = [...new Set([1, ...(cores > 3 ? [cores >> 1] : []), cores])];
  return [
    axis("target", "target", ["js", "openmp"], false),
    axis("compiler", "compiler", ["none", ...compilers], false),
    axis("threads", "threads", threads),
    axis("vector", "vector bytes", [0, ...REGISTERS.filter((bytes) => bytes <= vectorBytes)]),
    ...(rank > 1 ? [axis("jamOuter", rank === 3 ? "jam planes" : "jam rows", [0, 2, 4, 8])] : []),
    ...(rank === 3
      ? [axis("jamInner", "jam rows", [0, 2, 4]), axis("tile", "tile rows", [0, 8, 16, 32, 64, 128])]
      : []),
    axis("streaming", "streaming stores", [false, true], false),
    axis("prefetch", "prefetch", ["none", "T0+1", "T0+2", "T0+4", "T1+1", "T1+2", "T1+4", "T1+8"], false),
    ...(columns.double || columns.single ? [axis("columns", "column values", ["recomputed", KEPT], false)] : []),
    axis("O2", "-O2", [false, true], false),
    ...(sums ? [axis("sums", "sums", [IN_ORDER, "by blocks"], false)] : []),
    ...(exact ? [] : [axis("fused", "fused multiply-add", [false, true], false)]),
    ...(exact || double !== undefined ? [] : [axis("single", "single precision", [false, true], false)]),
  ];
}

/** The first value of each axis, the plain one, but for what is given. */
const configOf = (axes: readonly Axis[], given: Config): Config =>
  Object.fromEntries(axes.map(({ name, values }) => [name, given[name] ?? values[0] ?? 0]));

function whyIllegal(config: Config, facts: Facts, js: Config): string | undefined {
  const { rank, extents, exact } = facts;
  if (config.target === "js") {
    const other = Object.keys(js).find((axis) => config[axis] !== js[axis]);
    return other === undefined ? undefined : `the js target has no choice of ${other}`;
  }
  if (config.compiler === "none") return "native code needs a compiler";
  if (!facts.compilers.includes(String(config.compiler))) return `${config.compiler} was not found`;
  if (exact && facts.inexactFunctions.length > 0)
    return `C rounds ${facts.inexactFunctions.map((fn) => `Math.${fn}`).join(", ")} differently`;
  if (exact && config.fused === true) return "fused products round differently";
  if (exact && facts.sums && config.sums !== IN_ORDER) return "sums by blocks round differently";
  if (exact && config.single === true) return "single precision rounds differently";
  if (config.single === true && facts.double !== undefined) return facts.double;

  const threads = Number(config.threads);
  const ordered = facts.ordered ?? (config.sums === IN_ORDER ? "sums in order have one thread" : undefined);
  if (ordered !== undefined && [threads > 1, config.jamOuter, config.jamInner, config.tile].some(Boolean))
    return ordered;
  const shared = extents[splitAxisOf(extents, threads)] ?? 1;
  if (threads > 1 && shared < threads) return `${threads} threads > ${shared} to share`;
  const vector = Number(config.vector);
  if (vector > 0 && facts.scalar !== undefined) return facts.scalar;
  if (vector > facts.vectorBytes) return `registers have ${facts.vectorBytes} bytes`;
  const lanes = vector / (config.single === true ? 4 : 8);
  const row = extents[rank - 1] ?? 1;
  if (lanes > row) return `vector of ${lanes} > row of ${row}`;

  const jams = [Number(config.jamOuter) || 1, Number(config.jamInner) || 1];
  for (const [axis, jam] of jams.entries())
    if (jam > 1 && jam > (extents[axis] ?? 1)) return `jam ${jam} > extent ${extents[axis] ?? 1}`;
  const jam = (jams[0] ?? 1) * (jams[1] ?? 1);
  if (jam > 8) return "more than 8 jammed rows";
  if (jam > 1 && jam * facts.size > LONGEST_TEXT) return "too much text for one loop";
  const tile = Number(config.tile ?? 0);
  if (tile > 0 && tile >= (extents[1] ?? 1)) return `tile ${tile} >= extent ${extents[1] ?? 1}`;
  if (tile > 0 && splitAxisOf(extents, threads) === 1) return "threads share the tiled axis";
  if (tile > 0 && tile < (jams[1] ?? 1)) return `tile ${tile} < jam ${jams[1]}`;

  if (config.streaming === true) {
    if (vector === 0) return "streaming stores need explicit vectors";
    if (facts.cached !== undefined) return facts.cached;
    if (lanes * facts.narrowest < LEAST_STREAMED) return `a store of less than ${LEAST_STREAMED} bytes does not stream`;
  }
  if (config.columns === KEPT) {
    if (vector === 0) return "kept columns need explicit vectors";
    if (facts.splitRow !== undefined) return facts.splitRow;
    if (!(config.single === true ? facts.columns.single : facts.columns.double)) return "columns are converted";
  }
  if (config.prefetch !== "none" && vector === 0) return "prefetch needs explicit vectors";
  return undefined;
}

/** The cost model's choice for one compiler: see the measured defaults that the numbers come from in test/bench. */
function defaultFor(compiler: string, axes: readonly Axis[], facts: Facts): Config {
  const vector = facts.scalar === undefined ? widest(facts) : 0;
  const inOrder = facts.ordered !== undefined || (facts.sums && facts.exact);
  // twice the lanes, and no load is converted: doubles take half as long again
  const single = !facts.exact && facts.double === undefined && vector > 0;
  const streaming =
    vector > 0 &&
    facts.beyondCache &&
    !facts.computeBound &&
    facts.cached === undefined &&
    (vector / (single ? 4 : 8)) * facts.narrowest >= LEAST_STREAMED;
  const { single: floats, double: doubles } = facts.columns;
  const keeps = vector > 0 && facts.splitRow === undefined && (single ? floats : doubles);
  const jammable = vector > 0 && facts.size * 2 <= LONGEST_TEXT && facts.loads > 1 && (facts.extents[0] ?? 1) >= 4;
  const partial = vector < LINE && facts.rank > 1;
  // few neighbours of one grid: jammed both ways most loads are shared; of many, the rows no longer fit the first cache
  const one = facts.reads === 1 && facts.stores === 1;
  const both = jammable && !partial && one && facts.loads <= 9 && facts.rank === 3 && facts.beyondCache;
  // where a line takes several vectors, each jammed row and each stored array adds a line to those that are being filled;
  // measured with registers of 32 bytes: a row by itself takes 0.6 to 0.9 of the time, and with few neighbours in three
  // dimensions as long, but a half to a fifth where both grids begin within a line of the same place of a page
  const crowded = streaming && partial && !(one && facts.rank === 2);
  const jammed = jammable && !keeps && !crowded;
  // several grids are fetched well enough without
  const fetched =
    vector > 0 &&
    facts.beyondCache &&
    !facts.computeBound &&
    (!partial || (streaming ? facts.reads === 1 : facts.rank === 2));
  const tiled = facts.beyondCache && facts.rank > 2 && (facts.extents[1] ?? 1) > 64;
  return configOf(axes, {
    target: "openmp",
    compiler,
    threads: facts.parallelWorth && !inOrder ? facts.cores : 1,
    vector,
    jamOuter: jammed ? 2 : 0,
    jamInner: both ? 2 : 0,
    tile: tiled && !inOrder && splitAxisOf(facts.extents, facts.cores) === 0 ? 32 : 0,
    streaming,
    prefetch: fetched ? (both ? "T0+2" : "T1+4") : "none",
    ...(keeps && { columns: KEPT }),
    ...(facts.exact ? {} : { fused: true, sums: "by blocks", single }),
  });
}

/** The widest register of which a row holds at least two. */
function widest({ vectorBytes, extents, rank }: Facts): number {
  const row = extents[rank - 1] ?? 1;
  return REGISTERS.filter((bytes) => bytes <= vectorBytes && (bytes / 8) * 2 <= row).at(-1) ?? 0;
}

function distinct(configs: readonly Config[]): readonly Config[] {
  return [...new Map(configs.map((config) => [JSON.stringify(config), config])).values()];
}
