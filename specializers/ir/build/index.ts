// Building expressions and statements from syntax trees, shared by the domains.
import { type Builder, createBuilder as create, type Dialect } from "./builder.ts";
import { build } from "./expressions.ts";
import { buildSequence } from "./statements.ts";

export type { Binding, Builder, Dialect, ExpressionOf, Language, Scope, StatementOf } from "./builder.ts";
export { collect, innerScope, resolve, spanOf, withScope } from "./builder.ts";
export { buildFunction } from "./calls.ts";
export { build, buildNumber } from "./expressions.ts";
export { buildLoopBody } from "./loops.ts";
export { buildSequence } from "./statements.ts";

export const createBuilder = <D extends Dialect>(
  given: Pick<Builder<D>, "source" | "helpers" | "language"> & { readonly taken: Iterable<string> },
): Builder<D> => create({ ...given, grammar: { expression: build, sequence: buildSequence } });
