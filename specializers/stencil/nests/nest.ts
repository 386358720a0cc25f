// One nest of loops to a sweep: its variables become the axes of a grid, its subscripts displacements of a point.
import type { SourceText, Span } from "../../ir/span.ts";
import { assignedIn, type CountedLoop } from "../../ir/symbolic.ts";
import type { StatementOf } from "../../ir/build/index.ts";
import { decline } from "../../syntax/messages.ts";
import type { SymbolicExpression, SymbolicStatement, SymbolicSweep } from "../program.ts";
import { expressionOf, type Names, polynomialOf } from "./affine.ts";
import type { Element, NestDialect, NestExpression, Write } from "./language.ts";
import {
  add,
  compareSize,
  constantOf,
  divide,
  isSame,
  linearIn,
  one,
  type Polynomial,
  subtract,
  symbolsOf,
  zero,
} from "./polynomial.ts";

export type NestStatement = StatementOf<NestDialect>;
export type Loop = CountedLoop<Element | Extract<NestExpression, { kind: "length" }>, Write>;

/** The sweep of a nest, and the strides by which it indexes, outermost first. */
export interface Found {
  readonly sweep: SymbolicSweep;
  readonly strides: readonly Polynomial[];
  /** Arrays that are indexed by points. */
  readonly grids: ReadonlySet<string>;
}

interface Context {
  readonly source: SourceText;
  readonly names: Names;
  /** Of the loops over points, in memory's order. */
  readonly variables: readonly string[];
  readonly strides: readonly Polynomial[];
  /** Where the nest writes, from the point that its variables name. */
  readonly written: readonly Polynomial[];
  /** Locals made of the variables: only subscripts may use them. */
  readonly coordinates: ReadonlySet<string>;
  readonly grids: Set<string>;
}

export function sweepOf(
  root: Loop,
  prologue: readonly NestStatement[],
  symbols: Names["symbols"],
  source: SourceText,
): Found {
  const { loops, locals } = chainOf(root);
  const values = letsIn([...prologue, root], new Set(assignedIn([...prologue, root])));
  const names: Names = { locals: values, symbols };
  const writes = writesIn([root]);
  const first = writes[0] ?? decline("STENCIL_NO_STORE", source, headOf(root));
  const affine = subscript(first.array, first.index, first.target, names, source);
  const depth = loops.findLastIndex(({ variable }) => symbolsOf(affine).has(variable)) + 1;
  if (depth === 0) decline("STENCIL_SUBSCRIPT", source, first.target, first.array, "it does not move with the loops");
  const chain = loops.slice(0, depth);
  const innermost = chain.at(-1)!.body as readonly NestStatement[];
  const body = [...locals.slice(0, depth).flat(), ...innermost];
  for (const loop of chain)
    if (!symbolsOf(affine).has(loop.variable))
      decline("STENCIL_LOOP_REPEATS", source, headOf(loop), loop.variable);
  const carried = [...assignedIn(body)].find((name) => !declaredIn(innermost).has(name));
  if (carried !== undefined) decline("STENCIL_CARRIED", source, placeOfAssign(body, carried) ?? root.at, carried);

  const split = coefficientsOf(affine, chain.map(({ variable }) => variable)) ??
    decline("STENCIL_SUBSCRIPT", source, first.target, first.array, "two loop variables are multiplied");
  const order = chain.map((_, axis) => axis).sort((a, b) => compareSize(split.coefficients[a]!, split.coefficients[b]!));
  const sorted = order.map((axis) => chain[axis]!);
  const strides = order.map((axis) => split.coefficients[axis]!);
  if (!isSame(strides.at(-1)!, one))
    decline("STENCIL_SUBSCRIPT", source, first.target, first.array, "the innermost stride is not 1");
  for (let axis = 1; axis < strides.length; axis++)
    if (divide(strides[axis - 1]!, strides[axis]!).remainder.size > 0 || isSame(strides[axis - 1]!, strides[axis]!))
      decline("STENCIL_SUBSCRIPT", source, first.target, first.array, "its strides are not those of rows in rows");
  const written = displacement(split.rest, strides);
  const variables = sorted.map(({ variable }) => variable);
  const inner = new Set(loopVariablesIn(innermost));
  if (written.some((by) => [...symbolsOf(by)].some((symbol) => inner.has(symbol))))
    decline("STENCIL_SIDE_BY_SIDE", source, first.target, first.array);
  const coordinates = coordinatesIn(values, new Set(chain.map(({ variable }) => variable)));
  const context: Context = { source, names, variables, strides, written, coordinates, grids: new Set() };
  const made = statements(body, context);
  const box = sorted.map((loop, axis) => boundsOf(loop, written[axis]!, context));
  const outside = prologue.flatMap((each) => (each.kind === "let" && !coordinates.has(each.name) ? [each] : []));
  return {
    strides,
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
      ...((order.some((axis, place) => axis !== place) || box.some(({ reversed }) => reversed)) && { reordered: true }),
      prologue: statements(outside, context),
      body: made,
    },
  };
}

/** Where a loop begins, without its body. */
const headOf = (loop: Loop): Span => ({ start: loop.at.start, end: Math.max(loop.at.start + 1, loop.limit.at.end) });

/** Loops that hold nothing but locals and one more loop; of each, the locals that stand in front of that one. */
function chainOf(root: Loop): { readonly loops: readonly Loop[]; readonly locals: readonly (readonly NestStatement[])[] } {
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

function writesIn(list: readonly NestStatement[]): readonly Write[] {
  const found: Write[] = [];
  visit(list, (each) => void (each.kind === "write" && found.push(each)));
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
  visit(list, (each) => void (each.kind === "assign" && each.name === name && (at ??= each.at)));
  return at;
}

/** Names in an expression itself: what stands in the subscript of a read is not computed with. */
function namesIn(node: NestExpression): readonly string[] {
  switch (node.kind) {
    case "name":
      return [node.name];
    case "unary":
      return namesIn(node.argument);
    case "lookup":
      return namesIn(node.index);
    case "binary":
    case "compare":
    case "logical":
    case "fma":
      return [...namesIn(node.left), ...namesIn(node.right), ...(node.kind === "fma" ? namesIn(node.addend) : [])];
    case "conditional":
      return [node.test, node.then, node.otherwise].flatMap(namesIn);
    case "call":
      return node.args.flatMap(namesIn);
    default:
      return [];
  }
}

function coordinatesIn(values: Names["locals"], variables: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(variables);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [name, value] of values) if (namesIn(value).some((each) => found.has(each))) found.add(name);
  }
  return found;
}

function subscript(array: string, index: NestExpression, at: Span, names: Names, source: SourceText): Polynomial {
  return polynomialOf(index, names) ?? decline("STENCIL_SUBSCRIPT", source, at, array, whyNot(index, names));
}

function whyNot(index: NestExpression, names: Names): string {
  const bad = (node: NestExpression): string | undefined => {
    if (polynomialOf(node, names)) return undefined;
    if (node.kind === "element") return "it depends on data";
    if (node.kind === "binary")
      return (
        bad(node.left) ??
        bad(node.right) ??
        `\`${node.operator}\` makes it jump`
      );
    if (node.kind === "call") return `\`Math.${node.fn}\` makes it jump`;
    if (node.kind === "conditional") return "`?:` makes it jump";
    if (node.kind === "name") {
      const local = names.locals.get(node.name);
      return local ? bad(local) : "it changes while the loops run";
    }
    return "it is not made of whole numbers";
  };
  return bad(index) ?? "it is not a sum of loop variables times strides";
}

function coefficientsOf(
  affine: Polynomial,
  variables: readonly string[],
): { readonly coefficients: readonly Polynomial[]; readonly rest: Polynomial } | undefined {
  const coefficients: Polynomial[] = [];
  let rest = affine;
  for (const variable of variables) {
    const split = linearIn(rest, variable);
    if (!split || variables.some((other) => symbolsOf(split.coefficient).has(other))) return undefined;
    coefficients.push(split.coefficient);
    rest = split.rest;
  }
  return { coefficients, rest };
}

/** A number of elements as so many steps along each axis. */
function displacement(rest: Polynomial, strides: readonly Polynomial[]): readonly Polynomial[] {
  let left = rest;
  return strides.map((stride) => {
    const { quotient, remainder } = divide(left, stride);
    left = remainder;
    return quotient;
  });
}

const mentions = (node: NestExpression, { coordinates }: Context) => namesIn(node).some((name) => coordinates.has(name));

/** From the point that is written to the one that a subscript names; undefined: of a table. */
function offsetOf(array: string, index: NestExpression, at: Span, context: Context): readonly Polynomial[] | undefined {
  const { source, names, variables, strides, written } = context;
  if (!mentions(index, context)) return undefined;
  const affine = subscript(array, index, at, names, source);
  const split =
    coefficientsOf(affine, variables) ??
    decline("STENCIL_SUBSCRIPT", source, at, array, "two loop variables are multiplied");
  if (!split.coefficients.every((by, axis) => isSame(by, strides[axis]!)))
    return decline("STENCIL_STRIDES", source, at, array);
  return displacement(split.rest, strides).map((by, axis) => subtract(by, written[axis]!));
}

function expression(node: NestExpression, context: Context): SymbolicExpression {
  const again = (operand: NestExpression) => expression(operand, context);
  const { source } = context;
  switch (node.kind) {
    case "element": {
      const { at, array, index } = node;
      const offset = offsetOf(array, index, at, context);
      if (!offset) return { kind: "lookup", at, type: "number", table: array, index: again(index) };
      context.grids.add(array);
      const places = offset.map((by) => expressionOf(by, at, context.names));
      return offset.every((by) => by.size === 0)
        ? { kind: "read", at, type: "number", array, point: "", offset: undefined }
        : { kind: "read", at, type: "number", array, point: "", offset: places };
    }
    case "length":
      return { ...node, axis: Math.max(0, node.axis) };
    case "name":
      return context.coordinates.has(node.name) ? decline("STENCIL_COORDINATE", source, node.at, node.name) : node;
    case "unary":
      return { ...node, argument: again(node.argument) };
    case "lookup":
      return { ...node, index: again(node.index) };
    case "binary":
    case "compare":
    case "logical":
      return { ...node, left: again(node.left), right: again(node.right) };
    case "fma":
      return { ...node, left: again(node.left), right: again(node.right), addend: again(node.addend) };
    case "conditional":
      return { ...node, test: again(node.test), then: again(node.then), otherwise: again(node.otherwise) };
    case "call":
      return { ...node, args: node.args.map(again) };
    default:
      return node;
  }
}

function statements(list: readonly NestStatement[], context: Context): readonly SymbolicStatement[] {
  const value = (node: NestExpression) => expression(node, context);
  const { source } = context;
  return list.flatMap((each): readonly SymbolicStatement[] => {
    switch (each.kind) {
      case "let":
        return context.coordinates.has(each.name) ? [] : [{ ...each, value: value(each.value) }];
      case "assign":
      case "accumulate":
      case "store":
        return [{ ...each, value: value(each.value) }];
      case "if":
        return [
          { ...each, test: value(each.test), then: statements(each.then, context), otherwise: statements(each.otherwise, context) },
        ];
      case "counted":
        for (const bound of [each.from, each.limit, each.step])
          if (mentions(bound, context)) decline("STENCIL_LOOP_BOUND", source, bound.at, each.variable);
        return [
          {
            ...each,
            from: value(each.from),
            limit: value(each.limit),
            step: value(each.step),
            body: statements(each.body, context),
          },
        ];
      case "write": {
        const { at, target, array, index } = each;
        const offset = offsetOf(array, index, target, context);
        if (!offset) return decline("STENCIL_SUBSCRIPT", source, target, array, "it does not move with the loops");
        if (offset.some((by) => by.size > 0)) return decline("STENCIL_WRITES_APART", source, target, array);
        context.grids.add(array);
        return [{ kind: "store", at, array, value: value(each.value) }];
      }
      case "for":
        return [{ ...each, body: statements(each.body as readonly NestStatement[], context) }];
    }
  });
}

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
