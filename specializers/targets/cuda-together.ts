// Several steps of `iterate` by one block: the tile with all that its steps read lies in shared memory, twice, and each
// step makes the other copy from the one before, over fewer cells each time.
import { bytesOf, cTypeOf } from "../ir/dtype.ts";
import { timeTile } from "../ir/gpu-together.ts";
import type { Iteration, Sweep } from "../ir/platform.ts";
import { type Shared, scalarContext } from "./c-context.ts";
import { cStatements } from "./c-scalar.ts";
import { SHARED_BYTES } from "./cuda-march.ts";
import { corePlacer, type Placer } from "./loads.ts";
import { range } from "./tuples.ts";

export function togetherView({ input, output, together }: Iteration, sweep: Sweep, shared: Shared) {
  if (together < 3) return undefined;
  const dtype = shared.dtypeOf(input);
  const tile = timeTile(sweep, dtype, together, SHARED_BYTES);
  if (typeof tile === "string") throw new RangeError(tile);
  const { lengths, widths, cells, bytes } = tile;
  const rank = widths.length;
  const pitch = (axis: number): number => widths.slice(axis + 1).reduce((a, b) => a * b, 1);
  const core = corePlacer("q");
  const place: Placer = (array, offset) => {
    if (array !== input) return core(array, offset);
    const by = offset.reduce((sum, steps, axis) => sum + steps * pitch(axis), 0);
    return { index: `cell + ${by}`, base: "older", test: undefined, outside: 0 };
  };
  const target = (array: string): string => (array === output ? "newer" : shared.name(array));
  const dimension = (axis: number): string => ["x", "y", "z"][rank - 1 - axis]!;
  const axes = range(rank).map((axis) => {
    const { below, above } = sweep.reach[axis]!;
    return {
      axis,
      dimension: dimension(axis),
      length: lengths[axis],
      width: widths[axis],
      before: below * together,
      below,
      above,
      place: axis === 0 ? `cell / ${pitch(0)}` : `cell / ${pitch(axis)} % ${widths[axis]}`,
      index: axis === rank - 1 ? "x" : `i${axis}`,
      origin: `origin_${axis}`,
    };
  });
  const all = (test: (axis: (typeof axes)[number]) => string): string => axes.map(test).join(" && ");
  return {
    steps: together,
    cells,
    bytes,
    half: bytes / 2 / bytesOf[dtype],
    type: cTypeOf[dtype],
    axes,
    /** By dimension of the grid of blocks. */
    launch: ["x", "y", "z"].map((each) => axes.find(({ dimension }) => dimension === each) ?? false),
    input: shared.name(input),
    output: shared.name(output),
    inGrid: all(({ axis, index }) => `${index} >= 0 && ${index} < n${axis}`),
    inDomain: all(({ axis, index }) => `${index} >= d${axis} && ${index} < e${axis}`),
    inStep: all(
      ({ axis, below, above, width }) => `c${axis} >= ${below} * step && c${axis} < ${width} - ${above} * step`,
    ),
    inTile: all(({ axis, before, length }) => `c${axis} >= ${before} && c${axis} < ${before + (length ?? 0)}`),
    point: axes.map(({ axis, index }) => (axis === rank - 1 ? index : `${index} * s${axis}`)).join(" + "),
    lines: cStatements(sweep.body, { ...scalarContext(place, shared), target, point: "cell" }),
  };
}
