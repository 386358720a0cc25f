// Scalars that say how long an axis is (`n` of `i < n - 1`): on grids of other shapes they have other values, so a
// bound that is made of one of them moves with the grid's face, and a variant can be verified on small grids.
import { constant } from "../ir/construct.ts";
import type { Expression } from "../ir/expressions.ts";
import type { CallLayout } from "../specializer.ts";
import { evaluateEdge } from "./bind-domain.ts";
import type { SymbolicExpression, SymbolicProgram } from "./program.ts";
import { structuralPlaces, visitStatements } from "./recognise-structural.ts";

export interface Ties {
  /** For a scalar and an axis: how much longer the axis is than the scalar says. */
  readonly scalars: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Axes whose length no scalar says although the code depends on it. */
  readonly fixed: ReadonlySet<number>;
}

type Locals = ReadonlyMap<string, SymbolicExpression>;

/** Of nests of loops, whose sizes are scalars by nature; a grid's domain is relative to its shape. */
export function tiesOf(program: SymbolicProgram, call: CallLayout): Ties {
  const { rows, sweeps, source } = program;
  const fixed = new Set<number>();
  const ties = new Map<string, Map<number, number>>();
  if (!rows) return { scalars: ties, fixed };
  const candidates = new Set(program.structuralScalars);
  const shape = call.arrays[sweeps[0]!.over]!.shape;
  const values = new Map(Object.entries(call.constants));
  const barred = new Set<string>();
  const numberOf = (node: SymbolicExpression, axis: number, locals: Locals, changed: ReadonlyMap<string, number>) => {
    const names = new Map<string, Expression>([...changed].map(([name, value]) => [name, constant(node.at, value)]));
    const { scale, offset } = evaluateEdge(node, axis, { names, locals, ties: undefined }, source);
    return scale * shape[axis]! + offset;
  };
  /** The scalar that `node` is, but for a constant; a scalar of any other form can't change. */
  const only = (node: SymbolicExpression, axis: number, locals: Locals): string | undefined => {
    const names = namesIn(node, locals).filter((name) => candidates.has(name));
    const [name] = names;
    if (name !== undefined && new Set(names).size === 1) {
      const at = (by: number) =>
        numberOf(node, axis, locals, new Map([...values, [name, (values.get(name) ?? 0) + by]]));
      if (at(1) - at(0) === 1 && at(2) - at(0) === 2) return name;
    }
    for (const each of names) barred.add(each);
    return undefined;
  };
  const tie = (name: string, axis: number) => {
    const known = ties.get(name) ?? new Map<number, number>();
    ties.set(name, known.set(axis, shape[axis]! - (values.get(name) ?? 0)));
  };

  rows.forEach((row, index) => {
    const name = only(row, index + 1, new Map());
    if (name !== undefined) tie(name, index + 1);
  });
  for (const { domain, prologue, body } of sweeps) {
    const locals = localsOf(prologue);
    const bar = (node: SymbolicExpression) => {
      for (const name of namesIn(node, locals)) barred.add(name);
    };
    structuralPlaces([...prologue, ...body]).forEach(bar);
    if (domain.kind !== "points") continue;
    domain.step?.forEach(bar);
    domain.to?.forEach((node, axis) => {
      const name = only(node, axis, locals);
      if (name === undefined) return;
      if (2 * numberOf(node, axis, locals, values) >= shape[axis]!) tie(name, axis);
      else if (!ties.get(name)?.has(axis)) barred.add(name);
    });
  }
  for (const { domain, prologue } of sweeps)
    if (domain.kind === "points")
      domain.from?.forEach((node, axis) => {
        const name = only(node, axis, localsOf(prologue));
        if (name !== undefined && !ties.get(name)?.has(axis)) barred.add(name);
      });
  for (const name of barred) ties.delete(name);
  rows.forEach((row, index) => {
    const names = namesIn(row, new Map());
    const isShape = row.kind === "length";
    if (!isShape && !names.some((name) => ties.get(name)?.has(index + 1))) fixed.add(index + 1);
  });
  return { scalars: ties, fixed };
}

const localsOf = (prologue: SymbolicProgram["sweeps"][number]["prologue"]): Locals =>
  new Map(prologue.flatMap((each) => (each.kind === "let" ? [[each.name, each.value] as const] : [])));

/** Names in an expression, those of locals' values among them. */
function namesIn(node: SymbolicExpression, locals: Locals): readonly string[] {
  const found: string[] = [];
  visitStatements([{ kind: "assign", at: node.at, name: "", value: node }], {
    expression(each) {
      if (each.kind !== "name") return;
      const local = locals.get(each.name);
      found.push(...(local ? namesIn(local, locals) : [each.name]));
    },
  });
  return found;
}

/** A call's scalars for grids of another shape. */
export const scalarsFor = (
  { scalars }: Ties,
  constants: CallLayout["constants"],
  shape: readonly number[],
): CallLayout["constants"] => ({
  ...constants,
  ...Object.fromEntries(
    [...scalars].map(([name, axes]) => {
      const [[axis, more]] = [...axes] as [[number, number]];
      return [name, shape[axis]! - more];
    }),
  ),
});

/** A shape close to `wanted` that the program's scalars can say. */
export function shapeWithin({ scalars, fixed }: Ties, actual: readonly number[], wanted: readonly number[]): number[] {
  const shape = wanted.map((extent, axis) => (fixed.has(axis) ? actual[axis]! : extent));
  for (const axes of scalars.values()) {
    const places = [...axes];
    const held = places.find(([axis]) => fixed.has(axis));
    // a shape of equal sides: of the lengths wanted, one that keeps it small
    const lengths = places.map(([axis, more]) => shape[axis]! - more).sort((a, b) => b - a);
    const others = shape.reduce((product, extent, axis) => (axes.has(axis) ? product : product * extent), 1);
    const fits = (length: number) => length ** places.length * others <= MOST_POINTS;
    const length = held ? shape[held[0]]! - held[1] : (lengths.find(fits) ?? lengths.at(-1)!);
    for (const [axis, more] of places) shape[axis] = length + more;
  }
  return shape;
}

const MOST_POINTS = 8000;
