// Subscripts of a nest: which of them move with its loops, and by how much each names another point than the one written.
import type { SourceText, Span } from "../../ir/span.ts";
import { decline } from "../../syntax/messages.ts";
import { type Names, polynomialOf } from "./affine.ts";
import type { Element, NestExpression } from "./language.ts";
import { add, divide, isSame, linearIn, one, type Polynomial, subtract, symbolsOf, termsOf } from "./polynomial.ts";

/** What is known of a nest when its body is read. */
export interface Context {
  readonly source: SourceText;
  readonly names: Names;
  /** Of the loops over points, in memory's order; undefined for an axis that none of this nest's loops moves along. */
  readonly variables: readonly (string | undefined)[];
  readonly strides: readonly Polynomial[];
  /** Where the nest writes, from the point that its variables name. */
  readonly written: readonly Polynomial[];
  /** Locals made of the variables: only subscripts may use them. */
  readonly coordinates: ReadonlySet<string>;
  readonly grids: Set<string>;
}

/** What an expression is computed of; the subscript of a read is not computed with. */
function operandsOf(node: NestExpression): readonly NestExpression[] {
  switch (node.kind) {
    case "unary":
      return [node.argument];
    case "lookup":
      return [node.index];
    case "binary":
    case "compare":
    case "logical":
      return [node.left, node.right];
    case "fma":
      return [node.left, node.right, node.addend];
    case "conditional":
      return [node.test, node.then, node.otherwise];
    case "call":
      return node.args;
    default:
      return [];
  }
}

export const namesIn = (node: NestExpression): readonly string[] =>
  node.kind === "name" ? [node.name] : operandsOf(node).flatMap(namesIn);

export const elementsIn = (node: NestExpression): readonly Element[] =>
  node.kind === "element" ? [node] : operandsOf(node).flatMap(elementsIn);

/** The variables, and locals that are made of them. */
export function coordinatesIn(values: Names["locals"], variables: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(variables);
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [name, value] of values) if (namesIn(value).some((each) => found.has(each))) found.add(name);
  }
  return found;
}

/** A subscript as a polynomial. @throws DiagnosticError STENCIL_SUBSCRIPT */
export function subscript(
  array: string,
  index: NestExpression,
  at: Span,
  names: Names,
  source: SourceText,
): Polynomial {
  return polynomialOf(index, names) ?? decline("STENCIL_SUBSCRIPT", source, at, array, whyNot(index, names));
}

function whyNot(index: NestExpression, names: Names): string {
  const bad = (node: NestExpression): string | undefined => {
    if (polynomialOf(node, names)) return undefined;
    if (node.kind === "element") return "it depends on data";
    if (node.kind === "binary") return bad(node.left) ?? bad(node.right) ?? `\`${node.operator}\` makes it jump`;
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

/** The stride of each variable, and what is left; undefined when two of them are multiplied. */
export function coefficientsOf(
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

/** A number of elements as so many steps along each axis; where no variable moves along one, from the row's start. */
export function displacement(
  rest: Polynomial,
  strides: readonly Polynomial[],
  variables: Context["variables"],
): readonly Polynomial[] {
  let left = rest;
  const steps = strides.map((stride) => {
    const { quotient, remainder } = divide(left, stride);
    left = remainder;
    return quotient;
  });
  for (let axis = steps.length - 1; axis > 0; axis--) {
    if (variables[axis] !== undefined || !isNegative(steps[axis]!)) continue;
    steps[axis] = add(steps[axis]!, divide(strides[axis - 1]!, strides[axis]!).quotient);
    steps[axis - 1] = subtract(steps[axis - 1]!, one);
  }
  return steps;
}

/** Whether it is a number below 0. */
const isNegative = (a: Polynomial): boolean =>
  a.size > 0 && termsOf(a).every(({ coefficient, symbols }) => coefficient < 0 && symbols.length === 0);

export const mentions = (node: NestExpression, { coordinates }: Context) =>
  namesIn(node).some((name) => coordinates.has(name));

/** From the point that is written to the one that a subscript names; undefined: of a table. */
export function offsetOf(
  array: string,
  index: NestExpression,
  at: Span,
  context: Context,
): readonly Polynomial[] | undefined {
  const { source, names, variables, strides, written } = context;
  if (!mentions(index, context)) return undefined;
  const affine = subscript(array, index, at, names, source);
  const moving = strides.flatMap((stride, axis) => (variables[axis] === undefined ? [] : [stride]));
  const split =
    coefficientsOf(
      affine,
      variables.filter((variable) => variable !== undefined),
    ) ?? decline("STENCIL_SUBSCRIPT", source, at, array, "two loop variables are multiplied");
  if (!split.coefficients.every((by, place) => isSame(by, moving[place]!)))
    return decline("STENCIL_STRIDES", source, at, array);
  return displacement(split.rest, strides, variables).map((by, axis) => subtract(by, written[axis]!));
}
