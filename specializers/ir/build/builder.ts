// The state of building expressions and statements from a syntax tree, and what a domain adds to the language.
import { decline } from "../../syntax/messages.ts";
import type {
  CallExpression,
  ForOfStatement,
  FunctionNode,
  Identifier,
  MemberExpression,
  Expression as Syntax,
  Statement as SyntaxStatement,
} from "../../syntax/parse.ts";
import type { Expression, Statement, ValueType } from "../expressions.ts";
import { freshName as fresh } from "../names.ts";
import type { SourceText, Span } from "../span.ts";
import type { CountedLoop } from "../symbolic.ts";

/** A domain's own kinds of node, and what its names may stand for beside values (arrays, points). */
export interface Dialect {
  readonly leaf: { readonly kind: string; readonly at: Span; readonly type: ValueType };
  readonly loop: { readonly kind: string; readonly at: Span };
  readonly entity: unknown;
}

export type ExpressionOf<D extends Dialect> = Expression<D["leaf"]>;
export type StatementOf<D extends Dialect> = Statement<D["leaf"], D["loop"] | CountedLoop<D["leaf"], D["loop"]>>;

export type Binding<D extends Dialect> =
  | {
      readonly kind: "local";
      readonly name: string;
      readonly type: ValueType;
      readonly mutable: boolean;
      readonly level: number;
    }
  | { readonly kind: "alias"; readonly value: ExpressionOf<D> }
  | { readonly kind: "entity"; readonly entity: D["entity"] };

/** Names in sight; a block's scope hides those around it. */
export interface Scope<D extends Dialect> {
  readonly names: Map<string, Binding<D>>;
  readonly parent: Scope<D> | undefined;
}

/** What a domain adds. Each hook returns undefined (false) for what is not its own. */
export interface Language<D extends Dialect> {
  /** A name that stands for an entity, where a value is needed. */
  entityValue(node: Identifier, entity: D["entity"], builder: Builder<D>): ExpressionOf<D>;
  member?(node: MemberExpression, builder: Builder<D>): ExpressionOf<D> | undefined;
  call?(node: CallExpression, builder: Builder<D>): ExpressionOf<D> | undefined;
  /** Assigns to `target`: `value` makes the new value from the old one. */
  store?(
    target: MemberExpression,
    at: Span,
    value: (old: () => ExpressionOf<D>) => ExpressionOf<D>,
    builder: Builder<D>,
  ): boolean;
  /** Whether a point may add to a local of the whole function: `s += …`. */
  readonly totals?: boolean;
  forOf?(node: ForOfStatement, builder: Builder<D>): boolean;
}

/** How `return` leaves the function that is being inlined. */
export interface Return<D extends Dialect> {
  readonly name: string;
  type: ValueType | undefined;
  /** Set when the only return is at the very end: then no local is needed. */
  value: ExpressionOf<D> | undefined;
  /** True once some path has returned before the end. */
  split: boolean;
}

/** The two entries of the grammar, for those parts of it that stand below them (a call builds a body, and so on). */
export interface Grammar {
  readonly expression: <D extends Dialect>(node: Syntax, builder: Builder<D>) => ExpressionOf<D>;
  readonly sequence: <D extends Dialect>(list: readonly SyntaxStatement[], builder: Builder<D>) => boolean;
}

export interface Builder<D extends Dialect> {
  readonly grammar: Grammar;
  readonly source: SourceText;
  readonly helpers: ReadonlyMap<string, FunctionNode>;
  readonly language: Language<D>;
  /** Names from outside that were used as numbers. */
  readonly captures: Set<string>;
  /** Names of the program that are taken; locals get names of their own, once and for all. */
  readonly taken: Set<string>;
  scope: Scope<D>;
  /** Where statements go. */
  statements: StatementOf<D>[];
  /** Counts point loops around; a local is assigned on its own level only. */
  level: number;
  /** Functions being inlined, outermost first. */
  inlining: readonly string[];
  /** What `return` means here: undefined: nothing; "loop": not allowed. */
  returns: Return<D> | "loop" | undefined;
  /** Whether `continue` may stand here. */
  continues: boolean;
  /** Within an expression: an inlined helper must not store, as what stands left of it is computed later. */
  pure: boolean;
  /** Statements and calls that may still be built: helpers that call helpers multiply. */
  readonly budget: { left: number };
}

const buildBudget = 20_000;

/** @throws DiagnosticError FUNCTION_SIZE when the function has become too large */
export function spend<D extends Dialect>({ budget, source }: Builder<D>, at: Span): void {
  if (--budget.left < 0) decline("FUNCTION_SIZE", source, at, buildBudget);
}

export function createBuilder<D extends Dialect>(
  given: Pick<Builder<D>, "grammar" | "source" | "helpers" | "language"> & { readonly taken: Iterable<string> },
): Builder<D> {
  return {
    ...given,
    captures: new Set(),
    taken: new Set(given.taken),
    scope: { names: new Map(), parent: undefined },
    statements: [],
    level: 0,
    inlining: [],
    returns: undefined,
    continues: false,
    pure: false,
    budget: { left: buildBudget },
  };
}

export function resolve<D extends Dialect>(name: string, builder: Builder<D>): Binding<D> | undefined {
  for (let scope: Scope<D> | undefined = builder.scope; scope; scope = scope.parent) {
    const binding = scope.names.get(name);
    if (binding) return binding;
  }
  return undefined;
}

/** A name for the program that nothing else has, as close to `wanted` as can be. */
export const freshName = <D extends Dialect>(wanted: string, { taken }: Builder<D>): string => fresh(wanted, taken);

export function withScope<D extends Dialect, T>(builder: Builder<D>, scope: Scope<D>, run: () => T): T {
  const saved = builder.scope;
  builder.scope = scope;
  try {
    return run();
  } finally {
    builder.scope = saved;
  }
}

export const innerScope = <D extends Dialect>(builder: Builder<D>): Scope<D> => ({
  names: new Map(),
  parent: builder.scope,
});

/** What `run` builds, and the statements it needed on the way. */
export function collect<D extends Dialect, T>(
  builder: Builder<D>,
  run: () => T,
): { readonly value: T; readonly statements: readonly StatementOf<D>[] } {
  const saved = builder.statements;
  const statements: StatementOf<D>[] = [];
  builder.statements = statements;
  try {
    return { value: run(), statements };
  } finally {
    builder.statements = saved;
  }
}

/** Declares a local with a name of its own. */
export function declare<D extends Dialect>(
  builder: Builder<D>,
  name: string,
  value: ExpressionOf<D>,
  at: Span,
  mutable: boolean,
): ExpressionOf<D> {
  const unique = freshName(name, builder);
  builder.scope.names.set(name, { kind: "local", name: unique, type: value.type, mutable, level: builder.level });
  builder.statements.push({ kind: "let", at, name: unique, type: value.type, value });
  return { kind: "name", at, type: value.type, name: unique };
}

/** A local that gets its value in the branches of an `if`. */
export function declareResult<D extends Dialect>(builder: Builder<D>, name: string, type: ValueType, at: Span): void {
  const value = { kind: "constant", at, type, value: type === "number" ? 0 : false } as const;
  builder.statements.push({ kind: "let", at, name, type, value });
}

/** The value under a name that may be used more than once. */
export function named<D extends Dialect>(builder: Builder<D>, value: ExpressionOf<D>): ExpressionOf<D> {
  if (value.kind === "name" || value.kind === "constant") return value;
  const name = freshName("value", builder);
  builder.statements.push({ kind: "let", at: value.at, name, type: value.type, value });
  return { kind: "name", at: value.at, type: value.type, name };
}

export function spanOf(node: object): Span {
  const { span } = node as { readonly span: Span };
  return { start: span.start, end: span.end };
}

export function sameType<D extends Dialect>(builder: Builder<D>, at: Span, left: ValueType, right: ValueType): void {
  if (left !== right) decline("EXPRESSION_TYPES", builder.source, at);
}
