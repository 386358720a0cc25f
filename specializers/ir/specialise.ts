// Partial evaluation: a program with its constants filled in, loops over offsets written out, branches that can't be
// taken left out. The domain handles its own leaves and loops.
import { decline } from "../syntax/messages.ts";
import { constant } from "./construct.ts";
import type { Expression, Statement } from "./expressions.ts";
import { foldNode } from "./fold.ts";
import { freshName } from "./names.ts";
import type { SourceText, Span } from "./span.ts";
import { assignedIn, type CountedLoop } from "./symbolic.ts";

interface Own {
  readonly kind: string;
  readonly at: Span;
}

export interface Specialisation<Leaf extends Own & { readonly type: "number" | "boolean" }, Loop extends Own> {
  readonly source: SourceText;
  /** What names stand for: constants of the call to begin with; locals that turn out constant or get a new name are added. */
  readonly names: Map<string, Expression>;
  /** Names of the result that are taken. */
  readonly taken: Set<string>;
  /** Locals that are assigned after their declaration. */
  readonly assigned: ReadonlySet<string>;
  /** Whether a counted loop has to be written out, as its variable shapes the code. */
  mustUnroll(loop: CountedLoop<Leaf, Loop>): boolean;
  leaf(leaf: Leaf, specialise: (node: Expression<Leaf>) => Expression): Expression;
  /** Returns the loop's statements, made of its bodies by `body`. */
  loop(
    loop: Loop,
    body: (list: readonly Statement<Leaf, Loop | CountedLoop<Leaf, Loop>>[]) => readonly Statement[],
  ): readonly Statement[];
  /** Counts statements written out, so that a loop too long is an error and not a hang. */
  budget: number;
}

const unrollLimit = 4096;
export const specialisationBudget = 4 * unrollLimit;

type SymbolicOf<Leaf, Loop> = Statement<Leaf, Loop | CountedLoop<Leaf, Loop>>;

export function specialiseExpression<Leaf extends Own & { readonly type: "number" | "boolean" }, Loop extends Own>(
  node: Expression<Leaf>,
  context: Specialisation<Leaf, Loop>,
): Expression {
  const again = (operand: Expression<Leaf>): Expression => specialiseExpression(operand, context);
  const known = node as Expression; // a leaf falls through to the default
  switch (known.kind) {
    case "constant":
    case "load":
      return known;
    case "name":
      return withPlace(context.names.get(known.name) ?? known, known.at);
    case "lookup":
      return { ...known, index: again(known.index) };
    case "unary":
      return foldNode({ ...known, argument: again(known.argument) });
    case "binary":
    case "compare":
      return foldNode({ ...known, left: again(known.left), right: again(known.right) });
    case "logical": {
      const left = again(known.left);
      if (left.kind === "constant" && (known.operator === "&&") !== left.value) return left;
      return foldNode({ ...known, left, right: again(known.right) });
    }
    case "fma":
      return { ...known, left: again(known.left), right: again(known.right), addend: again(known.addend) };
    case "conditional": {
      const test = again(known.test);
      if (test.kind === "constant") return again(test.value ? known.then : known.otherwise);
      return { ...known, test, then: again(known.then), otherwise: again(known.otherwise) };
    }
    case "call":
      return foldNode({ ...known, args: known.args.map(again) });
    default:
      return context.leaf(node as Leaf, again);
  }
}

/** The same value, standing somewhere else. */
const withPlace = (node: Expression, at: Span): Expression => ({ ...node, at });

export function specialiseBody<Leaf extends Own & { readonly type: "number" | "boolean" }, Loop extends Own>(
  body: readonly SymbolicOf<Leaf, Loop>[],
  context: Specialisation<Leaf, Loop>,
): readonly Statement[] {
  return body.flatMap((statement) => specialiseStatement(statement, context));
}

function specialiseStatement<Leaf extends Own & { readonly type: "number" | "boolean" }, Loop extends Own>(
  node: SymbolicOf<Leaf, Loop>,
  context: Specialisation<Leaf, Loop>,
): readonly Statement[] {
  const value = (expression: Expression<Leaf>) => specialiseExpression(expression, context);
  const body = (list: readonly SymbolicOf<Leaf, Loop>[]) => specialiseBody(list, context);
  const { names, assigned } = context;
  if (--context.budget < 0) decline("CALL_LOOP", context.source, node.at, unrollLimit);
  const statement = node as Statement<Leaf, CountedLoop<Leaf, Loop>>; // the domain's own fall through to the default
  switch (statement.kind) {
    case "let": {
      const made = value(statement.value);
      if (made.kind === "constant" && !assigned.has(statement.name)) {
        names.set(statement.name, made);
        return [];
      }
      const name = freshName(statement.name, context.taken);
      names.set(statement.name, { kind: "name", at: statement.at, type: statement.type, name });
      return [{ ...statement, name, value: made }];
    }
    case "assign":
      return [{ ...statement, name: nameOf(statement.name, names), value: value(statement.value) }];
    case "accumulate":
    case "store":
      return [{ ...statement, value: value(statement.value) }];
    case "if": {
      const test = value(statement.test);
      if (test.kind === "constant") return body(test.value ? statement.then : statement.otherwise);
      const [then, otherwise] = [body(statement.then), body(statement.otherwise)];
      return then.length + otherwise.length === 0 ? [] : [{ ...statement, test, then, otherwise }];
    }
    case "for":
      return [{ ...statement, body: body(statement.body) }];
    case "counted":
      return countedLoop(statement, context);
    default:
      return context.loop(node as Loop, body);
  }
}

function countedLoop<Leaf extends Own & { readonly type: "number" | "boolean" }, Loop extends Own>(
  loop: CountedLoop<Leaf, Loop>,
  context: Specialisation<Leaf, Loop>,
): readonly Statement[] {
  const { source } = context;
  const from = constantNumber(loop.from, context, "The loop's start", true);
  const step = constantNumber(loop.step, context, "The loop's step", true);
  const limit = constantNumber(loop.limit, context, "The loop's bound", false);
  const { comparison, variable, at } = loop;
  const up = step > 0;
  // `to` exclusive in the direction of the step
  const to =
    comparison === "<="
      ? Math.floor(limit) + 1
      : comparison === ">="
        ? Math.ceil(limit) - 1
        : up
          ? Math.ceil(limit)
          : Math.floor(limit);
  const never = up ? from >= to : from <= to;
  const away =
    comparison === "!=="
      ? step === 0 || (limit - from) % step !== 0 || (limit - from) / step < 0
      : (comparison === "<" || comparison === "<=") !== up;
  if (Number.isNaN(limit)) return comparison === "!==" ? decline("CALL_ENDLESS", source, at) : [];
  if (away) {
    // counts away from its bound: ends before it began, or never
    const begins =
      comparison === "!=="
        ? limit !== from
        : comparison.startsWith("<")
          ? comparison === "<"
            ? from < limit
            : from <= limit
          : comparison === ">"
            ? from > limit
            : from >= limit;
    return begins ? decline("CALL_ENDLESS", source, at) : [];
  }
  if (never) return [];
  const body = () => specialiseBody(loop.body, context);
  if (up && !context.mustUnroll(loop)) {
    const name = freshName(variable, context.taken);
    context.names.set(variable, { kind: "name", at, type: "number", name });
    return [{ kind: "for", at, variable: name, from, to, step, body: body() }];
  }
  const iterations = Math.ceil((to - from) / step);
  if (iterations > unrollLimit) decline("CALL_LOOP", source, at, iterations);
  return Array.from({ length: iterations }, (_, index) => {
    context.names.set(variable, constant(at, from + index * step));
    return body();
  }).flat();
}

/** @throws DiagnosticError STENCIL_OFFSET unless it is known by now, CALL_WHOLE unless it is a whole number where one is needed. */
export function constantNumber<Leaf extends Own & { readonly type: "number" | "boolean" }, Loop extends Own>(
  node: Expression<Leaf>,
  context: Specialisation<Leaf, Loop>,
  what: string,
  whole: boolean,
): number {
  const value = specialiseExpression(node, context);
  if (value.kind !== "constant") return decline("STENCIL_OFFSET", context.source, node.at);
  const number = Number(value.value);
  if (whole && !Number.isSafeInteger(number)) decline("CALL_WHOLE", context.source, node.at, what, number);
  return number + 0; // never -0
}

function nameOf(name: string, names: ReadonlyMap<string, Expression>): string {
  const value = names.get(name);
  return value?.kind === "name" ? value.name : name;
}

/** For a domain without kinds of its own: constants filled in, names replaced, loops left to the passes. */
export function specialisePlain(
  body: readonly Statement<never, CountedLoop<never, never>>[],
  names: Map<string, Expression>,
  source: SourceText,
): readonly Statement[] {
  const none = (node: never) => node;
  return specialiseBody<never, never>(body, {
    source,
    names,
    taken: new Set(names.keys()),
    assigned: assignedIn(body),
    mustUnroll: () => false,
    leaf: none,
    loop: none,
    budget: specialisationBudget,
  });
}
