// Several steps of repeated sweeps in one pass over memory, as the data of the C templates.
import type { Boundary } from "../ir/dtype.ts";
import { bytesOf, cTypeOf } from "../ir/dtype.ts";
import type { Iteration, PlatformProgram, Sweep } from "../ir/platform.ts";
import { definitionsIn } from "../ir/table-index.ts";
import { usesOf } from "../ir/uses.ts";
import { varyingNames } from "../ir/vectorizable.ts";
import { lanesOf, type Shared, scalarContext } from "./c-context.ts";
import { cNumber, cStatements } from "./c-scalar.ts";
import { atHand, type ColumnsRead, slid, slidingMacros, slidingRows } from "./c-slide.ts";
import type { sweepView } from "./c-sweep.ts";
import { type VectorContext, vectorStatements } from "./c-vector.ts";
import { linear, type Placer } from "./loads.ts";
import { range } from "./tuples.ts";

type SweepView = ReturnType<typeof sweepView>;

/** The axes of a plane and of the planes, whatever the rank: what is not there has length 1. */
interface Axes {
  readonly z: number | undefined;
  readonly y: number | undefined;
  readonly x: number;
}

const axesOf = (rank: number): Axes => ({
  z: rank > 1 ? 0 : undefined,
  y: rank > 2 ? 1 : undefined,
  x: rank - 1,
});

export function wavefrontView(program: PlatformProgram, sweep: SweepView | undefined, shared: Shared) {
  const { iteration, rank } = program;
  const source = program.sweeps[0];
  if (!iteration?.wavefront || !sweep || !source) return undefined;
  const { depth, planes, tile, rules, prefetch, slide } = iteration.wavefront;
  const { name, dtypeOf, uses } = shared;
  const axes = axesOf(rank);
  const dtype = dtypeOf(iteration.input);
  const line = 64 / bytesOf[dtype];
  const vectors = atHand(lanesOf(program.schedule), program.schedule.vectorBytes);
  const reach = (axis: number | undefined) =>
    axis === undefined ? { below: 0, above: 0 } : (source.reach[axis] ?? { below: 0, above: 0 });
  const [z, y, x] = [reach(axes.z), reach(axes.y), reach(axes.x)];
  const rule = (axis: number | undefined): Boundary => (axis === undefined ? "none" : (rules[axis] ?? "none"));
  const [ruleZ, ruleY, ruleX] = [rule(axes.z), rule(axes.y), rule(axes.x)];
  for (const each of [ruleZ, ruleY, ruleX]) if (typeof each === "string") uses.add(each);
  const packed = [ruleZ, ruleY, ruleX].some((each) => each !== "none");
  const virtualX = rank === 1 && ruleX === "wrap";
  const tileAxis = rank === 1 ? "x" : rank === 3 && tile > 0 ? "y" : "z";
  const tileReach = { x, y, z }[tileAxis];
  const outsideZ = typeof ruleZ === "number";
  const text = (axis: number | undefined, letter: string, otherwise: string) =>
    axis === undefined ? otherwise : `${letter}${axis}`;
  const resolved = (each: Boundary, index: string, n: string, read: (index: string) => string) =>
    typeof each === "number" ? literal(each) : read(`${each}_index(${index}, ${n})`);
  const behind = farthestBehind(source, iteration);
  const ny = text(axes.y, "n", "1");
  const view = {
    depth,
    planes,
    tile,
    prefetch,
    slide: slide && sweep.explicit ? slidingMacros(vectors) : undefined,
    halves: vectors.apart < vectors.lanes,
    packed,
    dtype,
    line,
    element: cTypeOf[dtype],
    lanes: sweep.explicit ? "LANES" : "0",
    held: z.below + z.above + planes,
    joint: planes > 1,
    input: name(iteration.input),
    output: name(iteration.output),
    sweep,
    nz: text(axes.z, "n", "1"),
    ny,
    nx: `n${axes.x}`,
    sz: text(axes.z, "s", "0"),
    sy: text(axes.y, "s", "0"),
    dz: text(axes.z, "d", "0"),
    ez: text(axes.z, "e", "1"),
    dy: text(axes.y, "d", "0"),
    ey: text(axes.y, "e", "1"),
    dx: `d${axes.x}`,
    ex: `e${axes.x}`,
    bz: z.below,
    az: z.above,
    by: y.below,
    ay: y.above,
    bx: x.below,
    ax: x.above,
    reachZ: z.below + z.above,
    reachY: y.below + y.above,
    reachX: x.below + x.above,
    // nothing beyond a row has to be filled in, so that rows of whole vectors need no scalar points
    wholeRows: sweep.explicit && rank > 1 && ruleX === "none",
    tileAxis,
    tilesX: tileAxis === "x",
    tilesY: tileAxis === "y",
    tileReach: Math.max(1, tileReach.below, tileReach.above),
    tileFrom: text(axes[tileAxis], "d", "0"),
    tileTo: text(axes[tileAxis], "e", "1"),
    behindRows: behind.rows,
    behindColumns: behind.columns,
    wrapZ: ruleZ === "wrap",
    rimZ: ruleZ === "clamp" || ruleZ === "reflect" ? `${ruleZ}_index(reads, ${text(axes.z, "n", "1")})` : undefined,
    outsideZ,
    outside: outsideZ ? literal(ruleZ) : undefined,
    virtualX,
    rimX: ruleX === "none" || virtualX ? undefined : resolved(ruleX, "x", "n", (index) => `row[${index}]`),
    rimY:
      ruleY === "none" || ruleY === "wrap"
        ? undefined
        : resolved(ruleY, "y", "ny", (index) => `plane[${index} * pitch + x]`),
    realRow: ruleY === "wrap" ? "wrap_index(y, ny)" : "y",
    realTop: ruleY === "wrap" ? "box.top" : "most(box.top, 0)",
    realBottom: ruleY === "wrap" ? "box.bottom" : `least(box.bottom, ${ny})`,
    box: [
      ...(rank === 3
        ? boxLines("y", ["top", "bottom"], { ...y, rule: ruleY, axis: 1, virtual: ruleY === "wrap" })
        : ["box.top = box.y0 = 0, box.bottom = box.y1 = 1;"]),
      ...(rank === 1
        ? boxLines("x", ["left", "right"], { ...x, rule: ruleX, axis: 0, virtual: virtualX })
        : [
            `box.left = ${ruleX === "none" ? 0 : -x.below}, box.right = n${axes.x}${ruleX === "none" ? "" : ` + ${x.above}`};`,
            `box.x0 = d${axes.x}, box.x1 = e${axes.x};`,
          ]),
    ],
  };
  const shape = (count: number) => shapeView(count, { ...view, z }, source, iteration, sweep, program, shared);
  return { ...view, shapes: [...new Set([1, planes])].map(shape) };
}

const literal = (value: number): string => cNumber(value, "double").text;

/** What a level computes and holds along a tiled or whole axis: the tile and what the levels above it read. */
function boxLines(
  letter: string,
  [low, high]: readonly [string, string],
  of: { readonly below: number; readonly above: number; rule: Boundary; axis: number; virtual: boolean },
): readonly string[] {
  const from = `tile.${letter}from - lag * ${of.below}`;
  const to = `tile.${letter}to + lag * ${of.above}`;
  if (of.virtual) return [`box.${low} = box.${letter}0 = ${from}, box.${high} = box.${letter}1 = ${to};`];
  const [rimBelow, rimAbove] = of.rule === "none" ? [0, 0] : [of.below, of.above];
  return [
    `box.${low} = most(${from}, ${-rimBelow}), box.${high} = least(${to}, n${of.axis} + ${rimAbove});`,
    `box.${letter}0 = most(${from}, d${of.axis}), box.${letter}1 = least(${to}, e${of.axis});`,
  ];
}

/** How far back within a plane reads go: a result may overwrite what lies so far behind it. */
function farthestBehind(sweep: Sweep, { input }: Iteration): { readonly rows: number; readonly columns: number } {
  const reads = usesOf(sweep.body)
    .loads.filter(({ array }) => array === input)
    .map(({ offset }) => ({ rows: offset.length > 2 ? -(offset[1] ?? 0) : 0, columns: -(offset.at(-1) ?? 0) }));
  const rows = Math.max(0, ...reads.map((read) => read.rows));
  return { rows, columns: Math.max(0, ...reads.filter((read) => read.rows === rows).map((read) => read.columns)) };
}

interface PlanesView {
  readonly z: { readonly below: number; readonly above: number };
  readonly packed: boolean;
  readonly realRow: string;
  readonly sy: string;
  readonly ny: string;
  readonly line: number;
  readonly nx: string;
  readonly wholeRows: boolean;
}

/** `count` planes computed together: their sources and targets, and the statements of a point of each. */
function shapeView(
  count: number,
  view: PlanesView,
  sweep: Sweep,
  iteration: Iteration,
  { explicit, simd, low, high, total }: SweepView,
  { rank, schedule }: PlatformProgram,
  shared: Shared,
) {
  const { name } = shared;
  const { input, output } = iteration;
  const prefetch = iteration.wavefront?.prefetch === true;
  const sources = range(view.z.below + view.z.above + count);
  // by name: rows that points read, `row_2_m1` the one before the point's own in the third plane
  const rows = new Map<string, { readonly plane: number; readonly down: string }>();
  const rowOf = (plane: number, by: number): string => {
    const row = `row_${plane}${by === 0 ? "" : by < 0 ? `_m${-by}` : `_p${by}`}`;
    const size = Math.abs(by) === 1 ? "" : `${Math.abs(by)} * `;
    rows.set(row, { plane, down: by === 0 ? "" : `${by < 0 ? " -" : " +"} ${size}pitch` });
    return row;
  };
  const rowRead = (member: number, offset: readonly number[]): string =>
    rowOf(rank > 1 ? (offset[0] ?? 0) + view.z.below + member : 0, rank > 2 ? (offset[1] ?? 0) : 0);
  const placer =
    (member: number, sliding: readonly string[] = []): Placer =>
    (array, offset) => {
      if (array !== input) return { index: linear("q", offset), test: undefined, outside: 0 };
      const base = rowRead(member, offset);
      const by = offset.at(-1) ?? 0;
      const place = { base, index: linear("x", [by]), test: undefined, outside: 0 };
      return sliding.includes(base) ? { ...place, register: slid(base, by, held) } : place;
    };
  const lanes = lanesOf(schedule);
  const held = atHand(lanes, schedule.vectorBytes);
  const slides =
    explicit && iteration.wavefront?.slide === true
      ? slidingRows(columnsRead(count, sweep, input, rowRead), lanes)
      : [];
  const members = range(count).map((member) => {
    const context = { ...scalarContext(placer(member), shared), point: "x", target: () => `into_${member}` };
    const result = `out_${member}_${name(output)}`;
    const vectors = (place: Placer): readonly string[] =>
      vectorStatements(sweep.body, {
        ...context,
        place,
        result: () => result,
        varying: varyingNames(sweep.body),
        definitions: definitionsIn(sweep.body),
      } satisfies VectorContext);
    return {
      number: member,
      own: rowOf(rank > 1 ? view.z.below + member : 0, 0),
      result,
      scalarLines: cStatements(sweep.body, context),
      vectorLines: explicit ? vectors(context.place) : [],
      slidLines: slides.length > 0 ? vectors(placer(member, slides)) : [],
    };
  });
  const down = rank > 2 ? `${view.realRow.replace("ny", view.ny)} * ${view.sy}` : "0";
  const parts = explicit ? Math.max(1, view.line / lanes) : 1;
  return {
    planes: count,
    sources,
    slides,
    rows: [...rows].map(([row, { plane, down }]) => ({ row, plane, down })),
    members,
    parts: range(parts),
    explicit,
    simd,
    whole: view.wholeRows,
    last: count - 1,
    before: low,
    after: high,
    total,
    everywhere: usesOf(sweep.body).loads.some(
      ({ array, offset }) => array !== input && offset.some((steps) => steps !== 0),
    ),
    ahead: prefetch ? ", ahead" : "",
    keptRows: members.map(({ number, own }) => `, same ? ${own} : kept + at_${number}`).join(""),
    ownRows: members.map(({ number }) => `, into_${number}`).join(""),
    rowBase: down,
    rowPointers: [
      ...[...rows.keys()].map((row) => `const element *const ${row}`),
      ...members.flatMap(({ number }) => [`element *const into_${number}`, `const int64_t at_${number}`]),
    ].join(", "),
    rowArguments: [...rows.keys(), ...members.flatMap(({ number }) => [`into_${number}`, `at_${number}`])].join(", "),
    forms: [
      { name: "inner", form: "WAVE_INNER" },
      ...(view.packed ? [] : [{ name: "opening", form: "WAVE_OPENING" }]),
      { name: "last", form: "WAVE_LAST" },
    ],
  };
}

/** The columns at which points of `count` planes read each row. */
function columnsRead(
  count: number,
  { body }: Sweep,
  input: string,
  rowRead: (member: number, offset: readonly number[]) => string,
): ColumnsRead {
  const reads = new Map<string, Set<number>>();
  for (const { array, offset } of usesOf(body).loads)
    for (const member of array === input ? range(count) : []) {
      const row = rowRead(member, offset);
      reads.set(row, (reads.get(row) ?? new Set()).add(offset.at(-1) ?? 0));
    }
  return reads;
}
