// What a statement list costs at one point: operations, and roundings on the longest path.
import type { Expression, Statement } from "./expressions.ts";
import { visitExpression } from "./rewrite.ts";

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** Operations that a machine's peak counts; a library function counts 1, as there is no common price. */
const operationsOf = (e: Expression): number => {
  switch (e.kind) {
    case "binary":
    case "call":
      return 1;
    case "fma":
      return 2;
    case "unary":
      return e.operator === "-" ? 1 : 0;
    default:
      return 0;
  }
};

/** At one point; of two branches the dearer one. */
export const flopsOf = (body: readonly Statement[]): number => sum(body.map(flopsOfOne));

function flopsOfOne(s: Statement): number {
  switch (s.kind) {
    case "let":
    case "assign":
    case "store":
      return flopsIn(s.value);
    case "accumulate":
      return 1 + flopsIn(s.value);
    case "if":
      return flopsIn(s.test) + Math.max(flopsOf(s.then), flopsOf(s.otherwise));
    case "for":
      return tripsOf(s) * flopsOf(s.body);
  }
}

function flopsIn(e: Expression): number {
  let flops = 0;
  visitExpression(e, (node) => {
    flops += operationsOf(node);
  });
  return flops;
}

const tripsOf = ({ from, to, step }: Extract<Statement, { kind: "for" }>): number =>
  Math.max(0, Math.ceil((to - from) / step));

/** Longest chain of roundings from a load to a store, through locals; a library function may be off by a few units. */
export function roundingsOf(body: readonly Statement[]): number {
  const depth = new Map<string, number>();
  let longest = 0;
  const inExpression = (e: Expression): number => {
    switch (e.kind) {
      case "constant":
      case "load":
        return 0;
      case "name":
        return depth.get(e.name) ?? 0;
      case "lookup":
        return inExpression(e.index);
      case "unary":
        return inExpression(e.argument);
      case "binary":
        return 1 + Math.max(inExpression(e.left), inExpression(e.right));
      case "fma":
        return 1 + Math.max(inExpression(e.left), inExpression(e.right), inExpression(e.addend));
      case "compare":
      case "logical":
        return Math.max(inExpression(e.left), inExpression(e.right));
      case "conditional":
        return Math.max(inExpression(e.test), inExpression(e.then), inExpression(e.otherwise));
      case "call":
        return 4 + Math.max(0, ...e.args.map(inExpression));
    }
  };
  const visit = (list: readonly Statement[], trips: number): void => {
    for (const s of list)
      switch (s.kind) {
        case "let":
        case "assign": {
          const before = depth.get(s.name) ?? 0;
          const after = inExpression(s.value);
          // an accumulation in a loop adds its step once a trip
          depth.set(s.name, Math.max(before, before + Math.max(0, after - before) * trips));
          break;
        }
        case "accumulate":
        case "store":
          longest = Math.max(longest, 1 + inExpression(s.value));
          break;
        case "if":
          visit(s.then, trips);
          visit(s.otherwise, trips);
          break;
        case "for":
          visit(s.body, trips * tripsOf(s));
          break;
      }
  };
  visit(body, 1);
  return longest;
}
