// Random statement lists over two read arrays (u, v), one written array (out), a table and a scalar: well formed, and
// with everything in them that a body can hold.
import fc from "fast-check";
import type { Expression, MathFunction, Statement } from "../../../specializers/ir/expressions.ts";
import type { Span } from "../../../specializers/ir/span.ts";

const at: Span = { start: 0, end: 0 };
type Numbers = fc.Arbitrary<Expression>;

export const arrays = ["u", "v", "out"] as const;
const exactFunctions: readonly MathFunction[] = [
  "abs",
  "ceil",
  "floor",
  "fround",
  "max",
  "min",
  "round",
  "sign",
  "sqrt",
  "trunc",
  "exp",
  "pow",
];
const arity = (fn: MathFunction) => (fn === "max" || fn === "min" || fn === "pow" ? 2 : 1);

const constant: Numbers = fc
  .oneof(
    fc.constantFrom(0, -0, 1, -1, 2, 0.5, 4, 3, Number.NaN, Number.POSITIVE_INFINITY, 1e-310, 256),
    fc.double({ noDefaultInfinity: true, noNaN: true, min: -100, max: 100 }),
  )
  .map((value) => ({ kind: "constant", at, type: "number", value }));

/** Expressions over the locals that are in sight. */
export function numbers(locals: readonly string[], depth = 3): Numbers {
  const name: Numbers = fc.constantFrom("s", ...locals).map((name) => ({ kind: "name", at, type: "number", name }));
  const load: Numbers = fc
    .tuple(fc.constantFrom("u", "v"), fc.constantFrom(-1, 0, 1), fc.constantFrom(-1, 0, 1))
    .map(([array, i, j]) => ({ kind: "load", at, type: "number", array, offset: [i, j] }));
  const own: Numbers = fc.constant({ kind: "load", at, type: "number", array: "out", offset: [0, 0] });
  if (depth === 0) return fc.oneof(constant, name, load, own);
  const inner = numbers(locals, depth - 1);
  const test = tests(locals, depth - 1);
  return fc.oneof(
    { weight: 2, arbitrary: fc.oneof(constant, name, load, own) },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom("+", "-", "*", "/", "%", "**", "|", ">>>" as const), inner, inner).map(
        ([operator, left, right]): Expression => ({
          kind: "binary",
          at,
          type: "number",
          operator: operator as "+",
          left,
          right,
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom("-", "~", "+"), inner).map(
        ([operator, argument]): Expression => ({
          kind: "unary",
          at,
          type: "number",
          operator: operator as "-",
          argument,
        }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...exactFunctions), inner, inner)
        .map(([fn, a, b]): Expression => ({ kind: "call", at, type: "number", fn, args: [a, b].slice(0, arity(fn)) })),
    },
    {
      weight: 1,
      arbitrary: inner.map((index): Expression => ({ kind: "lookup", at, type: "number", table: "w", index })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(test, inner, inner)
        .map(
          ([test, then, otherwise]): Expression => ({ kind: "conditional", at, type: "number", test, then, otherwise }),
        ),
    },
  );
}

export function tests(locals: readonly string[], depth: number): fc.Arbitrary<Expression> {
  const side = numbers(locals, Math.max(0, depth - 1));
  const compare = fc.tuple(fc.constantFrom("<", "<=", ">", ">=", "===", "!=="), side, side).map(
    ([operator, left, right]): Expression => ({
      kind: "compare",
      at,
      type: "boolean",
      operator: operator as "<",
      left,
      right,
    }),
  );
  const truth = fc.boolean().map((value): Expression => ({ kind: "constant", at, type: "boolean", value }));
  if (depth <= 0) return fc.oneof(compare, truth);
  const inner = tests(locals, depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: compare },
    { weight: 1, arbitrary: truth },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom("&&", "||"), inner, inner).map(
        ([operator, left, right]): Expression => ({
          kind: "logical",
          at,
          type: "boolean",
          operator: operator as "&&",
          left,
          right,
        }),
      ),
    },
    {
      weight: 1,
      arbitrary: inner.map((argument): Expression => ({ kind: "unary", at, type: "boolean", operator: "!", argument })),
    },
  );
}

/** Choices to be made into a statement once it is known which locals are in sight. */
type Plan =
  | { readonly kind: "let" | "assign" | "store"; readonly which: number; readonly seed: number }
  | {
      readonly kind: "if" | "for";
      readonly seed: number;
      readonly then: readonly Plan[];
      readonly otherwise: readonly Plan[];
    };

const plans: fc.Arbitrary<readonly Plan[]> = fc.letrec<{ plan: Plan; list: readonly Plan[] }>((tie) => ({
  plan: fc.oneof(
    { depthSize: "small" },
    fc.record({
      kind: fc.constantFrom("let" as const, "assign" as const, "assign" as const, "store" as const),
      which: fc.nat(),
      seed: fc.nat(),
    }),
    fc.record({
      kind: fc.constantFrom("if" as const, "if" as const, "for" as const),
      seed: fc.nat(),
      then: tie("list"),
      otherwise: tie("list"),
    }),
  ),
  list: fc.array(tie("plan"), { minLength: 1, maxLength: 6 }),
})).list;

const sample = <T>(arbitrary: fc.Arbitrary<T>, seed: number): T => fc.sample(arbitrary, { seed, numRuns: 1 })[0]!;

function realise(
  list: readonly Plan[],
  outer: readonly { readonly name: string; readonly mutable: boolean }[],
  counter: { next: number },
): Statement[] {
  const locals = [...outer];
  return list.map((plan): Statement => {
    const names = locals.map(({ name }) => name);
    const mutable = locals.filter((local) => local.mutable);
    switch (plan.kind) {
      case "let":
      case "assign": {
        const value = sample(numbers(names), plan.seed);
        const target = plan.kind === "assign" && mutable.length > 0 ? mutable[plan.which % mutable.length] : undefined;
        if (target) return { kind: "assign", at, name: target.name, value };
        const name = `x${counter.next++}`;
        locals.push({ name, mutable: true });
        return { kind: "let", at, name, type: "number", value };
      }
      case "if":
        return {
          kind: "if",
          at,
          test: sample(tests(names, 2), plan.seed),
          then: realise(plan.then, locals, counter),
          otherwise: realise(plan.otherwise, locals, counter),
        };
      case "for": {
        const variable = `k${counter.next++}`;
        const inner = [...locals, { name: variable, mutable: false }];
        const [from, count, step] = [(plan.seed % 5) - 2, plan.seed % 4, 1 + (plan.seed % 3)];
        return {
          kind: "for",
          at,
          variable,
          from,
          to: from + count * step,
          step,
          body: realise(plan.then, inner, counter),
        };
      }
      default:
        return { kind: "store", at, array: "out", value: sample(numbers(names), plan.seed) };
    }
  });
}

/** A dozen locals, and what is made of each summed up. */
function longSum(seed: number): Statement[] {
  const names = Array.from({ length: 12 }, (_, index) => `term${index}`);
  const lets = names.map(
    (name, index): Statement => ({
      kind: "let",
      at,
      name,
      type: "number",
      value: { kind: "load", at, type: "number", array: "u", offset: [0, ((seed + index) % 5) - 2] },
    }),
  );
  const terms = names.map(
    (name, index): Expression => ({
      kind: "binary",
      at,
      type: "number",
      operator: (seed >> index) % 2 === 0 ? "*" : "/",
      left: { kind: "name", at, type: "number", name },
      right: { kind: "constant", at, type: "number", value: index - 3 },
    }),
  );
  const value = terms.reduce(
    (left, right, index): Expression => ({
      kind: "binary",
      at,
      type: "number",
      operator: (seed >> (12 - index)) % 2 === 0 ? "+" : "-",
      left,
      right,
    }),
  );
  return [...lets, { kind: "store", at, array: "out", value }];
}

/** A fifth of them end with a long sum. */
export const bodies: fc.Arbitrary<readonly Statement[]> = fc
  .tuple(plans, fc.nat())
  .map(([list, seed]) => [...realise(list, [], { next: 0 }), ...(seed % 5 === 0 ? longSum(seed) : [])]);
