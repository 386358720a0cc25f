// One nest of loops to a sweep: its variables become the axes of a grid, its subscripts displacements of a point.

import type { SourceText, Span } from "../../ir/span.ts";
import { assignedIn, type CountedLoop } from "../../ir/symbolic.ts";
import { decline } from "../../syntax/messages.ts";
import type { SymbolicSweep } from "../program.ts";
import { expressionOf, type Names, polynomialOf } from "./affine.ts";
import { type NestStatement, statements } from "./body.ts";
import type { Element, NestExpression, Write } from "./language.ts";
import { add, compareSize, constantOf, divide, isSame, one, type Polynomial, symbolsOf, zero } from "./polynomial.ts";
import {
  type Context,
  coefficientsOf,
  coordinatesIn,
  displacement,
  elementsIn,
  mentions,
  subscript,
} from "./subscript.ts";

export type Loop = CountedLoop<Element | Extract<NestExpression, { kind: "length" }>, Write>;

/** A nest as far as it can be read by itself. */
export interface Outline {
  readonly root: Loop;
  readonly prologue: readonly NestStatement[];
  readonly names: Names;
  /** What its points are those of: the element that it stores first, or, where it only adds to totals, one that it reads. */
  readonly first: Pick<Write, "array" | "index" | "target">;
  /** The loops over points, largest stride first. */
  readonly loops: readonly Loop[];
  readonly strides: readonly Polynomial[];
  /** Where that element is when all variables are 0. */
  readonly rest: Polynomial;
  readonly reordered: boolean;
  readonly body: readonly NestStatement[];
}

/** The sweep of a nest. */
export interface Found {
  readonly sweep: SymbolicSweep;
  /** Arrays that are indexed by points. */
  readonly grids: ReadonlySet<string>;
}

export function outlineOf(
  root: Loop,
  prologue: readonly NestStatement[],
  symbols: Names["symbols"],
  source: SourceText,
): Outline {
  const { loops, locals } = chainOf(root);
  const names: Names = { locals: letsIn([...prologue, root], changedIn([...prologue, root])), symbols };
  const first = firstWrite(root) ?? mostMoving(root, loops, names) ?? decline("STENCIL_NO_STORE", source, headOf(root));
  const affine = subscript(first.array, first.index, first.target, names, source);
  const depth = loops.findLastIndex(({ variable }) => symbolsOf(affine).has(variable)) + 1;
  if (depth === 0) decline("STENCIL_SUBSCRIPT", source, first.target, first.array, "it does not move with the loops");
  const chain = loops.slice(0, depth);
  const innermost = chain.at(-1)!.body as readonly NestStatement[];
  const body = [...locals.slice(0, depth).flat(), ...innermost];
  for (const loop of chain)
    if (!symbolsOf(affine).has(loop.variable)) decline("STENCIL_LOOP_REPEATS", source, headOf(loop), loop.variable);
  const inner = new Set(loopVariablesIn(innermost));
  if ([...symbolsOf(affine)].some((symbol) => inner.has(symbol)))
    decline("STENCIL_SIDE_BY_SIDE", source, first.target, first.array);
  const carried = [...assignedIn(body)].find((name) => !declaredIn(innermost).has(name));
  if (carried !== undefined) decline("STENCIL_CARRIED", source, placeOfAssign(body, carried) ?? root.at, carried);
  const { coefficients, rest } =
    coefficientsOf(
      affine,
      chain.map(({ variable }) => variable),
    ) ?? decline("STENCIL_SUBSCRIPT", source, first.target, first.array, "two loop variables are multiplied");
  const order = chain.map((_, axis) => axis).sort((a, b) => compareSize(coefficients[a]!, coefficients[b]!));
  return {
    root,
    prologue,
    names,
    first,
    loops: order.map((axis) => chain[axis]!),
    strides: order.map((axis) => coefficients[axis]!),
    rest,
    reordered: order.some((axis, place) => axis !== place),
    body,
  };
}

/** The strides of all nests: those of the one with most axes. @throws DiagnosticError where they are not rows in rows */
export function stridesOf(outlines: readonly Outline[], source: SourceText): readonly Polynomial[] {
  const { strides, first } = outlines.reduce((most, each) => (each.strides.length > most.strides.length ? each : most));
  if (!isSame(strides.at(-1)!, one))
    decline("STENCIL_SUBSCRIPT", source, first.target, first.array, "the innermost stride is not 1");
  for (let axis = 1; axis < strides.length; axis++)
    if (divide(strides[axis - 1]!, strides[axis]!).remainder.size > 0 || isSame(strides[axis - 1]!, strides[axis]!))
      decline("STENCIL_SUBSCRIPT", source, first.target, first.array, "its strides are not those of rows in rows");
  return strides;
}

/** Along an axis that none of its loops moves along, the nest stays where it writes: a row, a column, a face. */
export function sweepOf(outline: Outline, strides: readonly Polynomial[], source: SourceText): Found {
  const { root, prologue, names, first, rest, body } = outline;
  const along = strides.map((stride) => {
    const place = outline.strides.findIndex((own) => isSame(own, stride));
    return place < 0 ? undefined : outline.loops[place];
  });
  if (along.filter(Boolean).length < outline.loops.length)
    decline("STENCIL_STRIDES", source, headOf(root), first.array);
  const coordinates = coordinatesIn(names.locals, new Set(outline.loops.map(({ variable }) => variable)));
  const variables = along.map((loop) => loop?.variable);
  const written = displacement(rest, strides, variables);
  const context: Context = { source, names, variables, strides, written, coordinates, grids: new Set() };
  const made = statements(body, context);
  const box = along.map((loop, axis) =>
    loop ? boundsOf(loop, written[axis]!, context) : placeOf(written[axis]!, first.target, names),
  );
  const reordered = outline.reordered || box.some(({ reversed }) => reversed);
  visit([root], (each) => {
    if (reordered && each.kind === "accumulate") decline("STENCIL_TOTAL_ORDER", source, each.at, each.name);
  });
  const outside = prologue.flatMap((each) => (each.kind === "let" && !coordinates.has(each.name) ? [each] : []));
  return {
    grids: context.grids,
    sweep: {
      kind: "sweep",
      at: root.at,
      over: first.array,
      domain: {
        kind: "points",
        at: headOf(root),
        from: box.map(({ from }) => from),
        to: box.map(({ to }) => to),
        step: box.map(({ step }) => step),
      },
      ...(reordered && { reordered }),
      prologue: statements(outside, context),
      body: made,
    },
  };
}

/** Where a loop begins, without its body. */
const headOf = (loop: Loop): Span => ({ start: loop.at.start, end: Math.max(loop.at.start + 1, loop.limit.at.end) });

/** Loops that hold nothing but locals and one more loop; of each, the locals that stand in front of that one. */
function chainOf(root: Loop): {
  readonly loops: readonly Loop[];
  readonly locals: readonly (readonly NestStatement[])[];
} {
  const loops: Loop[] = [root];
  const locals: (readonly NestStatement[])[] = [[]];
  for (;;) {
    const body = loops.at(-1)!.body as readonly NestStatement[];
    const last = body.at(-1);
    if (last?.kind !== "counted" || !body.slice(0, -1).every(({ kind }) => kind === "let")) return { loops, locals };
    loops.push(last);
    locals.push(body.slice(0, -1));
  }
}

function visit(list: readonly NestStatement[], see: (each: NestStatement) => void): void {
  for (const each of list) {
    see(each);
    if (each.kind === "if") {
      visit(each.then, see);
      visit(each.otherwise, see);
    }
    if (each.kind === "counted") visit(each.body, see);
  }
}

function firstWrite(root: Loop): Write | undefined {
  let found: Write | undefined;
  visit([root], (each) => {
    if (each.kind === "write") found ??= each;
  });
  return found;
}

/** Where points only add to totals: the element read whose subscript moves with most of the loops over points. */
function mostMoving(root: Loop, loops: readonly Loop[], names: Names): Outline["first"] | undefined {
  const points = new Set(loops.map(({ variable }) => variable));
  const others = loopVariablesIn([root]).filter((variable) => !points.has(variable));
  let [found, most]: [Outline["first"] | undefined, number] = [undefined, 0];
  visit([root], (each) => {
    if (!("value" in each)) return;
    for (const { array, index, at } of elementsIn(each.value)) {
      const symbols = symbolsOf(polynomialOf(index, names) ?? zero);
      const moves = others.some((variable) => symbols.has(variable))
        ? 0
        : [...symbols].filter((each) => points.has(each)).length;
      if (moves > most) [found, most] = [{ array, index, target: at }, moves];
    }
  });
  return found;
}

/** Locals that are assigned, and totals. */
function changedIn(list: readonly NestStatement[]): ReadonlySet<string> {
  const found = new Set(assignedIn(list));
  visit(list, (each) => void (each.kind === "accumulate" && found.add(each.name)));
  return found;
}

function letsIn(list: readonly NestStatement[], assigned: ReadonlySet<string>): ReadonlyMap<string, NestExpression> {
  const found = new Map<string, NestExpression>();
  visit(list, (each) => void (each.kind === "let" && !assigned.has(each.name) && found.set(each.name, each.value)));
  return found;
}

function declaredIn(list: readonly NestStatement[]): ReadonlySet<string> {
  const found = new Set<string>();
  visit(list, (each) => void (each.kind === "let" && found.add(each.name)));
  return found;
}

function loopVariablesIn(list: readonly NestStatement[]): readonly string[] {
  const found: string[] = [];
  visit(list, (each) => void (each.kind === "counted" && found.push(each.variable)));
  return found;
}

function placeOfAssign(list: readonly NestStatement[], name: string): Span | undefined {
  let at: Span | undefined;
  visit(list, (each) => {
    if (each.kind === "assign" && each.name === name) at ??= each.at;
  });
  return at;
}

/** One place along an axis. */
const placeOf = (written: Polynomial, at: Span, names: Names) => ({
  from: expressionOf(written, at, names),
  to: expressionOf(add(written, one), at, names),
  step: expressionOf(one, at, names),
  reversed: false,
});

/** The half-open range of a loop, in the coordinates of the point that is written. */
function boundsOf(loop: Loop, written: Polynomial, context: Context) {
  const { source, names } = context;
  const bad = () => decline("STENCIL_LOOP_BOUND", source, headOf(loop), loop.variable);
  const { from, limit, step, comparison } = loop;
  if ([from, limit, step].some((node) => mentions(node, context))) return bad();
  const [start, end, by] = [from, limit, step].map((node) => polynomialOf(node, names));
  if (!start || !end || !by || comparison === "!==") return bad();
  const up = comparison === "<" || comparison === "<=";
  const made = (polynomial: Polynomial, at: Span) => expressionOf(add(polynomial, written), at, names);
  if (up)
    return {
      from: made(start, from.at),
      to: made(comparison === "<=" ? add(end, one) : end, limit.at),
      step: expressionOf(by, step.at, names),
      reversed: false,
    };
  if (!isSame(by, constantOf(-1))) return bad();
  return {
    from: made(comparison === ">" ? add(end, one) : end, limit.at),
    to: made(add(start, one), from.at),
    step: expressionOf(add(zero, one), step.at, names),
    reversed: true,
  };
}
