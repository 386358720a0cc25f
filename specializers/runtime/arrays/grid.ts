// Grid: an NdArray whose points have neighbours and a boundary rule. A point is a linear index.
import { inspect } from "node:util";
import { isBoundary, resolveIndex } from "../../ir/boundary.ts";
import type { Boundary, DType } from "../../ir/dtype.ts";
import type { ArrayLayout, NumericArray } from "../../specializer.ts";
import { allocate, allocateShared } from "../memory.ts";
import { internLayout } from "./layout.ts";
import { checkDType, dtypeOf, layoutCache, layoutOf, type NdArray, shapedClasses } from "./ndarray.ts";
import { boxPoints } from "./points.ts";
import { coordinatesOf, internShape, showShape, sizeOf } from "./shape.ts";

/** A box of points: one whole number per axis each; `from` inclusive, `to` exclusive; each may be left out. */
export interface PointsOptions {
  readonly from?: readonly number[];
  readonly to?: readonly number[];
  readonly step?: readonly number[];
}

export interface Grid extends NdArray {
  readonly boundary: Boundary;
  /** Neighbourhoods by id, each a list of offsets: 0 the point itself, 1 von Neumann, 2 Moore, then what is pushed. */
  readonly neighborhoods: number[][][];
  /** The value at `point` displaced by one whole number per axis. @throws RangeError outside of a grid with boundary "none". */
  at(point: number, ...offset: number[]): number;
  /** The points at least `radius` from every face. */
  interior(radius?: number): Iterable<number>;
  /** The paper's name of `interior(1)`. */
  interiorPoints(): Iterable<number>;
  /** All points, or a box of them. @throws RangeError for a box that leaves the grid. */
  points(options?: PointsOptions): Iterable<number>;
  /** The points of neighbourhood `id` around `point`. @throws RangeError where no point stands for a neighbour. */
  neighbors(point: number, id?: number): Iterable<number>;
}

export interface GridOptions {
  /** Element type; f64 unless said. */
  readonly dtype?: DType;
  /** What a read outside of the grid means; "none", an error, unless said. */
  readonly boundary?: Boundary;
  /** A value, or a function of the point's index along each axis; 0 unless said. */
  readonly fill?: number | ((...index: number[]) => number);
}

export function defaultNeighborhoods(rank: number): number[][][] {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  const unit = (axis: number, by: number) => axes.map((a) => (a === axis ? by : 0));
  const moore = Array.from({ length: 3 ** rank }, (_, code) =>
    axes.map((axis) => (Math.floor(code / 3 ** (rank - 1 - axis)) % 3) - 1),
  );
  return [
    [axes.map(() => 0)],
    axes.flatMap((axis) => [unit(axis, -1), unit(axis, 1)]),
    moore.filter((offset) => offset.some((d) => d !== 0)),
  ];
}

const boundaryOf = Symbol("boundary");

function gridClass(Base: (typeof shapedClasses)[DType]) {
  class GridArray extends Base {
    readonly [boundaryOf]: Boundary;
    #neighborhoods: number[][][] | undefined;
    readonly #rank: number;
    readonly #planes: number;
    readonly #rows: number;
    readonly #columns: number;

    constructor(storage: NumericArray, shape: readonly number[], boundary: Boundary) {
      super(storage, shape);
      this[boundaryOf] = boundary;
      this.#rank = shape.length;
      this.#planes = shape.at(-3) ?? 1;
      this.#rows = shape.at(-2) ?? 1;
      this.#columns = shape.at(-1)!;
    }

    get boundary(): Boundary {
      return this[boundaryOf];
    }

    get neighborhoods(): number[][][] {
      this.#neighborhoods ??= defaultNeighborhoods(this.shape.length);
      return this.#neighborhoods;
    }

    /** Neighbourhoods that somebody has asked for may have been changed since: then the layout is made anew. */
    override [layoutOf](): ArrayLayout {
      if (this.#neighborhoods) return internLayout(this.dtype, this.shape, this[boundaryOf], this.#neighborhoods);
      this[layoutCache] ??= internLayout(this.dtype, this.shape, this[boundaryOf]);
      return this[layoutCache];
    }

    // a typed array's at() takes one index; a grid's displaces a point
    override at(point: number, a?: number, b?: number, c?: number, ...more: number[]): number {
      // The reference's inner loop: no list is made, and lengths come from fields of the object itself.
      switch (this.#rank) {
        case 1:
          if (a === undefined || b !== undefined) break;
          if (point + a >= 0 && point + a < this.length) return this[point + a]!;
          break;
        case 2: {
          if (a === undefined || b === undefined || c !== undefined) break;
          const row = Math.floor(point / this.#columns);
          const i = row + a;
          const j = point - row * this.#columns + b;
          if (i >= 0 && i < this.#rows && j >= 0 && j < this.#columns) return this[i * this.#columns + j]!;
          break;
        }
        case 3: {
          if (a === undefined || b === undefined || c === undefined || more.length > 0) break;
          const line = Math.floor(point / this.#columns);
          const plane = Math.floor(line / this.#rows);
          const i = plane + a;
          const j = line - plane * this.#rows + b;
          const k = point - line * this.#columns + c;
          if (i >= 0 && i < this.#planes && j >= 0 && j < this.#rows && k >= 0 && k < this.#columns)
            return this[(i * this.#rows + j) * this.#columns + k]!;
          break;
        }
      }
      return this.atRim(
        point,
        [a, b, c, ...more].filter((by) => by !== undefined),
      );
    }

    /** The boundary rule decides, axis by axis; also any displacement of a grid of more than three axes. */
    atRim(point: number, offset: readonly number[]): number {
      const { shape, strides, boundary } = this;
      if (offset.length !== shape.length) throw wrongOffsets(shape.length, offset.length);
      let rest = point;
      let target = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        const stride = strides[axis]!;
        const index = Math.floor(rest / stride);
        rest -= index * stride;
        let moved = index + offset[axis]!;
        if (moved < 0 || moved >= shape[axis]!) {
          if (typeof boundary === "number") return boundary;
          moved = resolveIndex(moved, shape[axis]!, boundary);
          if (moved < 0) throw outside(this, point, offset);
        }
        target += moved * stride;
      }
      return this[target]!;
    }

    interior(radius = 1): Iterable<number> {
      if (!Number.isInteger(radius) || radius < 0)
        throw new RangeError(`interior(radius): the radius is a whole number of at least 0; got ${radius}`);
      const { shape } = this;
      return boxPoints(
        { from: shape.map(() => radius), to: shape.map((n) => n - radius), step: shape.map(() => 1) },
        this.strides,
      );
    }

    interiorPoints(): Iterable<number> {
      return this.interior(1);
    }

    points({ from, to, step }: PointsOptions = {}): Iterable<number> {
      const { shape } = this;
      const box = { from: from ?? shape.map(() => 0), to: to ?? shape, step: step ?? shape.map(() => 1) };
      for (const [name, list] of Object.entries(box))
        if (list.length !== shape.length || !list.every(Number.isInteger))
          throw new RangeError(
            `points({ ${name} }): one whole number per axis (${shape.length}); got ${inspect(list)}`,
          );
      if (box.step.some((by) => by < 1))
        throw new RangeError(`points({ step }): steps are at least 1; got ${inspect(step)}`);
      if (box.from.some((start) => start < 0) || box.to.some((end, axis) => end > shape[axis]!))
        throw new RangeError(`points(): the box from [${box.from}] to [${box.to}] leaves the grid ${showShape(shape)}`);
      return boxPoints(box, this.strides);
    }

    *neighbors(point: number, id = 1): Generator<number, void, undefined> {
      const offsets = this.neighborhoods[id];
      if (!offsets)
        throw new RangeError(
          `neighbors(): there is no neighbourhood ${id}; this grid has 0 to ${this.neighborhoods.length - 1}`,
        );
      const { shape, strides, boundary } = this;
      const index = coordinatesOf(point, strides);
      for (const offset of offsets) {
        let target = 0;
        for (let axis = 0; axis < shape.length; axis++) {
          const moved = resolveIndex(index[axis]! + offset[axis]!, shape[axis]!, boundary);
          if (moved < 0) throw outside(this, point, offset);
          target += moved * strides[axis]!;
        }
        yield target;
      }
    }
  }
  Object.defineProperty(GridArray, "name", { value: "Grid" });
  return GridArray;
}

const wrongOffsets = (rank: number, got: number): RangeError =>
  new RangeError(`at() takes a point and ${rank} offsets for a grid of ${rank} axes; got ${got}`);

function outside(
  grid: { shape: readonly number[]; strides: readonly number[]; boundary: Boundary },
  point: number,
  offset: readonly number[],
): RangeError {
  const moved = coordinatesOf(point, grid.strides).map((index, axis) => index + offset[axis]!);
  const rule =
    typeof grid.boundary === "number" ? "a number as boundary gives values, not points" : 'its boundary is "none"';
  return new RangeError(
    `the point [${moved}] is outside of the grid ${showShape(grid.shape)}, and ${rule}; iterate interior(${Math.max(...offset.map(Math.abs))}), or give the grid a boundary: "clamp", "wrap", "reflect"`,
  );
}

const gridClasses = {
  f64: gridClass(shapedClasses.f64),
  f32: gridClass(shapedClasses.f32),
  i32: gridClass(shapedClasses.i32),
  u8: gridClass(shapedClasses.u8),
} as const;

export const isGrid = (value: unknown): value is Grid =>
  typeof value === "object" && value !== null && boundaryOf in value;

/** A grid over storage that exists already; nothing is copied. */
export const gridOver = (storage: NumericArray, shape: readonly number[], boundary: Boundary): Grid =>
  new gridClasses[dtypeOf(storage)](storage, internShape(shape), boundary) as unknown as Grid;

/**
 * A grid of `shape` points.
 * @throws RangeError for a shape that is none; TypeError for a dtype or boundary that is none.
 */
export function grid(shape: readonly number[], options: GridOptions = {}): Grid {
  const dtype = checkDType(options.dtype ?? "f64");
  const boundary = options.boundary ?? "none";
  if (!isBoundary(boundary))
    throw new TypeError(`boundary is "none", "clamp", "wrap", "reflect" or a number; got ${inspect(boundary)}`);
  const interned = internShape(shape);
  const made = new gridClasses[dtype](
    allocate(dtype, sizeOf(interned), allocateShared),
    interned,
    boundary,
  ) as unknown as Grid;
  const { fill } = options;
  if (typeof fill === "number") made.fill(fill);
  else if (fill) fillBy(made, fill);
  return made;
}

function fillBy(made: Grid, fill: (...index: number[]) => number): void {
  const { shape } = made;
  const index = shape.map(() => 0);
  for (let point = 0; point < made.length; point++) {
    made[point] = fill(...index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

/** `instanceof Grid` works; grids are made by `grid()`. */
export const Grid = {
  [Symbol.hasInstance](value: unknown): boolean {
    return isGrid(value);
  },
} as const;
