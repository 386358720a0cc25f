// Bounded loops: `for (let k = from; k < to; k++)`, and what the bodies of loops share.
import { decline } from "../../syntax/messages.ts";
import {
  type Expression as Syntax,
  type Statement as SyntaxStatement,
  withoutParentheses,
} from "../../syntax/parse.ts";
import { constant } from "../construct.ts";
import type { CountedLoop } from "../symbolic.ts";
import {
  type Builder,
  collect,
  type Dialect,
  type ExpressionOf,
  freshName,
  innerScope,
  type StatementOf,
  spanOf,
  withScope,
} from "./builder.ts";
import { buildNumber } from "./expressions.ts";

/** The body of a loop: its own scope, `continue` allowed, `return` not. */
export function buildLoopBody<D extends Dialect>(
  body: SyntaxStatement,
  builder: Builder<D>,
): readonly StatementOf<D>[] {
  const saved = { returns: builder.returns, continues: builder.continues };
  Object.assign(builder, { returns: "loop", continues: true });
  try {
    return collect(builder, () =>
      withScope(builder, innerScope(builder), () => builder.grammar.sequence([body], builder)),
    ).statements;
  } finally {
    Object.assign(builder, saved);
  }
}

const mirrored = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "!==": "!==" } as const;
const comparisonOf = (operator: string) =>
  operator === "!=" ? "!==" : operator in mirrored ? (operator as keyof typeof mirrored) : undefined;

export function countedLoop<D extends Dialect>(
  node: Extract<SyntaxStatement, { type: "ForStatement" }>,
  builder: Builder<D>,
): CountedLoop<D["leaf"], D["loop"]> {
  const at = spanOf(node);
  const head = { start: at.start, end: node.body.span.start };
  const notCounted = () => decline("STATEMENT_FOR", builder.source, head);
  const declaration = node.init?.type === "VariableDeclaration" ? node.init.declarations : [];
  const [first, ...more] = declaration;
  if (first?.id.type !== "Identifier" || !first.init || more.length > 0) return notCounted();
  const variable = first.id.value;
  const isVariable = (side: Syntax) => {
    const bare = withoutParentheses(side);
    return bare.type === "Identifier" && bare.value === variable;
  };
  const test = node.test && withoutParentheses(node.test);
  const operator = test?.type === "BinaryExpression" ? comparisonOf(test.operator) : undefined;
  if (test?.type !== "BinaryExpression" || !operator) return notCounted();
  const forward = isVariable(test.left);
  if (!forward && !isVariable(test.right)) return notCounted();

  const from = buildNumber(first.init, builder);
  const limit = buildNumber(forward ? test.right : test.left, builder);
  const step = loopStep(node.update, isVariable, builder) ?? notCounted();
  const scope = innerScope(builder);
  const name = freshName(variable, builder);
  scope.names.set(variable, { kind: "local", name, type: "number", mutable: false, level: builder.level });
  const body = withScope(builder, scope, () => buildLoopBody(node.body, builder));
  return {
    kind: "counted",
    at,
    variable: name,
    from,
    comparison: forward ? operator : mirrored[operator],
    limit,
    step,
    body,
  };
}

function loopStep<D extends Dialect>(
  update: Syntax | undefined,
  isVariable: (side: Syntax) => boolean,
  builder: Builder<D>,
): ExpressionOf<D> | undefined {
  const bare = update && withoutParentheses(update);
  if (bare?.type === "UpdateExpression" && isVariable(bare.argument))
    return constant(spanOf(bare), bare.operator === "++" ? 1 : -1);
  if (bare?.type !== "AssignmentExpression" || !isVariable(bare.left as Syntax)) return undefined;
  const at = spanOf(bare);
  if (bare.operator === "+=") return buildNumber(bare.right, builder);
  if (bare.operator === "-=")
    return { kind: "unary", at, type: "number", operator: "-", argument: buildNumber(bare.right, builder) };
  return undefined;
}
