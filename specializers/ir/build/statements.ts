// SWC statements to ours: one handler for each node kind. `return` and `continue` become structure: what follows an
// `if` that leaves goes into the branches that don't.
import { decline } from "../../syntax/messages.ts";
import {
  isBlock,
  type Pattern,
  type Expression as Syntax,
  type Statement as SyntaxStatement,
  withoutParentheses,
} from "../../syntax/parse.ts";
import { walk } from "../../syntax/walk.ts";
import { binary, constant } from "../construct.ts";
import type { ArithmeticOperator } from "../expressions.ts";
import type { Span } from "../span.ts";
import {
  type Builder,
  collect,
  type Dialect,
  declare,
  type ExpressionOf,
  innerScope,
  resolve,
  sameType,
  spanOf,
  spend,
  withScope,
} from "./builder.ts";
import { helperOf, inline } from "./calls.ts";
import { build, buildTest } from "./expressions.ts";
import { countedLoop } from "./loops.ts";
import { stepsOf } from "./reductions.ts";

/** What a handler returns does not count: statements go to the builder. */
type Handler<K extends SyntaxStatement["type"]> = <D extends Dialect>(
  node: Extract<SyntaxStatement, { type: K }>,
  builder: Builder<D>,
) => unknown;

/** Builds statements in order; true when no path reaches the end (all have returned or continued). */
export function buildSequence<D extends Dialect>(
  list: readonly SyntaxStatement[],
  builder: Builder<D>,
  after: () => boolean = () => false,
): boolean {
  for (const [index, node] of list.entries()) {
    const rest = () => buildSequence(list.slice(index + 1), builder, after);
    if (node.type === "ReturnStatement") return buildReturn(node.argument, spanOf(node), builder);
    if (node.type === "ContinueStatement") {
      if (!builder.continues || node.label) decline("STATEMENT_JUMP", builder.source, spanOf(node), "continue");
      return true;
    }
    if (leaves(node)) {
      const outer = builder.scope;
      const then = () => withScope(builder, outer, rest);
      if (isBlock(node)) return withScope(builder, innerScope(builder), () => buildSequence(node.stmts, builder, then));
      if (node.type === "IfStatement") return buildLeavingIf(node, builder, then);
    }
    buildStatement(node, builder);
  }
  return after();
}

function buildLeavingIf<D extends Dialect>(
  node: Extract<SyntaxStatement, { type: "IfStatement" }>,
  builder: Builder<D>,
  rest: () => boolean,
): boolean {
  if (builder.returns && builder.returns !== "loop") builder.returns.split = true;
  const test = buildTest(node.test, builder);
  const branch = (list: readonly SyntaxStatement[]) =>
    collect(builder, () => withScope(builder, innerScope(builder), () => buildSequence(list, builder, rest)));
  const then = branch([node.consequent]);
  const otherwise = branch(node.alternate ? [node.alternate] : []);
  builder.statements.push({
    kind: "if",
    at: spanOf(node),
    test,
    then: then.statements,
    otherwise: otherwise.statements,
  });
  return then.value && otherwise.value;
}

function buildReturn<D extends Dialect>(argument: Syntax | undefined, at: Span, builder: Builder<D>): boolean {
  const { returns, source } = builder;
  if (returns === "loop") return decline("FUNCTION_RETURN_IN_LOOP", source, at);
  if (!returns)
    return argument ? decline("FUNCTION_RETURN_VALUE", source, at) : decline("STATEMENT_JUMP", source, at, "return");
  if (!argument) return true;
  const value = build(argument, builder);
  if (returns.type) sameType(builder, at, returns.type, value.type);
  returns.type = value.type;
  if (returns.split) builder.statements.push({ kind: "assign", at, name: returns.name, value });
  else returns.value = value;
  return true;
}

/** Whether a `return` or `continue` of this function or loop stands somewhere in `node`. */
function leaves(node: SyntaxStatement): boolean {
  let found = false;
  walk(node, (each) => {
    if (each.type === "ReturnStatement" || each.type === "ContinueStatement") found = true;
    return !/^(For|While|DoWhile|Function|Arrow|Class)/.test(each.type);
  });
  return found;
}

export function buildStatement<D extends Dialect>(node: SyntaxStatement, builder: Builder<D>): void {
  spend(builder, spanOf(node));
  (handlers[node.type] as (node: SyntaxStatement, builder: Builder<D>) => void)(node, builder);
}

const kindDeclined =
  (what: string) =>
  <D extends Dialect>(node: { readonly span: Span }, builder: Builder<D>) =>
    decline("STATEMENT_KIND", builder.source, spanOf(node), what);

const whileDeclined = <D extends Dialect>(node: { readonly span: Span }, builder: Builder<D>) =>
  decline("STATEMENT_WHILE", builder.source, spanOf(node));

const handlers: { readonly [K in SyntaxStatement["type"]]: Handler<K> } = {
  VariableDeclaration(node, builder) {
    for (const { id, init, span } of node.declarations) {
      const at = { start: span.start, end: span.end };
      if (id.type !== "Identifier") decline("STATEMENT_DECLARATION", builder.source, at);
      const bare = init && withoutParentheses(init);
      if (bare && /Function|Array|Object|Class|String|Template|New/.test(bare.type))
        decline("STATEMENT_DECLARATION", builder.source, at);
      // an uninitialised number is undefined, which is NaN as soon as it is computed with
      const value = bare ? build(bare, builder) : constant(at, Number.NaN);
      declare(builder, id.value, value, at, node.kind !== "const");
    }
  },

  ExpressionStatement(node, builder) {
    const bare = withoutParentheses(node.expression);
    const at = spanOf(node);
    switch (bare.type) {
      case "StringLiteral":
        return undefined; // a directive
      case "AssignmentExpression": {
        const operator = bare.operator.slice(0, -1);
        if (operator === "&&" || operator === "||" || operator === "??")
          return decline("STATEMENT_KIND", builder.source, at, `\`${bare.operator}\``);
        return assign(bare.left, at, builder, (old) =>
          operator
            ? binary(at, operator as ArithmeticOperator, old(), build(bare.right, builder))
            : build(bare.right, builder),
        );
      }
      case "UpdateExpression":
        return assign(bare.argument, at, builder, (old) =>
          binary(at, bare.operator === "++" ? "+" : "-", old(), constant(at, 1)),
        );
      case "CallExpression": {
        const helper = helperOf(bare, builder);
        if (helper) inline(bare, helper, builder);
        else build(bare, builder);
        return undefined;
      }
      default:
        return build(bare, builder);
    }
  },

  IfStatement(node, builder) {
    const test = buildTest(node.test, builder);
    const branch = (body: SyntaxStatement | undefined) =>
      collect(builder, () => body && withScope(builder, innerScope(builder), () => buildStatement(body, builder)))
        .statements;
    const then = branch(node.consequent);
    const otherwise = branch(node.alternate);
    builder.statements.push({ kind: "if", at: spanOf(node), test, then, otherwise });
  },

  BlockStatement: (node, builder) => withScope(builder, innerScope(builder), () => buildSequence(node.stmts, builder)),
  EmptyStatement: () => {},

  ForStatement: (node, builder) => builder.statements.push(countedLoop(node, builder)),

  ForOfStatement(node, builder) {
    if (builder.language.forOf?.(node, builder)) return;
    decline("STATEMENT_KIND", builder.source, spanOf(node), "This `for … of` loop");
  },

  ReturnStatement: (node, builder) => buildReturn(node.argument, spanOf(node), builder),
  ContinueStatement: (node, builder) => decline("STATEMENT_JUMP", builder.source, spanOf(node), "continue"),
  BreakStatement: (node, builder) => decline("STATEMENT_JUMP", builder.source, spanOf(node), "break"),
  WhileStatement: whileDeclined,
  DoWhileStatement: whileDeclined,
  ForInStatement: kindDeclined("A `for … in` loop"),
  SwitchStatement: kindDeclined("`switch`"),
  TryStatement: kindDeclined("`try`"),
  ThrowStatement: kindDeclined("`throw`"),
  WithStatement: kindDeclined("`with`"),
  LabeledStatement: kindDeclined("A label"),
  DebuggerStatement: kindDeclined("`debugger`"),
  FunctionDeclaration: kindDeclined("A function inside of the function"),
  ClassDeclaration: kindDeclined("A class inside of the function"),
  TsInterfaceDeclaration: () => {},
  TsTypeAliasDeclaration: () => {},
  TsEnumDeclaration: kindDeclined("An enum"),
  TsModuleDeclaration: kindDeclined("A namespace"),
};

function assign<D extends Dialect>(
  target: Syntax | Pattern,
  at: Span,
  builder: Builder<D>,
  value: (old: () => ExpressionOf<D>) => ExpressionOf<D>,
): void {
  const { source } = builder;
  const bare = withoutParentheses(target as Syntax);
  if (bare.type === "Identifier") {
    const binding = resolve(bare.value, builder);
    if (binding?.kind !== "local" || !binding.mutable) decline("STATEMENT_ASSIGN", source, spanOf(bare), bare.value);
    const { name, type } = binding;
    const made = value(() => ({ kind: "name", at: spanOf(bare), type, name }));
    if (binding.level !== builder.level) {
      const steps = builder.language.totals ? stepsOf<D["leaf"]>(name, made) : undefined;
      for (const step of steps ?? decline("STENCIL_REDUCTION", source, at, bare.value))
        builder.statements.push({ kind: "accumulate", at, name, ...step });
      return;
    }
    sameType(builder, at, type, made.type);
    builder.statements.push({ kind: "assign", at, name, value: made });
    return;
  }
  if (bare.type === "MemberExpression" && builder.pure) decline("EXPRESSION_ASSIGNMENT", source, at);
  if (bare.type === "MemberExpression" && builder.language.store?.(bare, at, value, builder)) return;
  const text = source.text.slice(spanOf(bare).start, spanOf(bare).end);
  decline("STATEMENT_ASSIGN", source, spanOf(bare), text);
}
