// Places in the reader's text, function sources from cells and from values, free names, code frames.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { codeFrame, showDiagnostic } from "../../../specializers/syntax/code-frame.ts";
import { DiagnosticError } from "../../../specializers/syntax/diagnostic.ts";
import { functionSourceOf, functionsOf } from "../../../specializers/syntax/function-source.ts";
import { diagnostic } from "../../../specializers/syntax/messages.ts";
import { isBlock, parseModule } from "../../../specializers/syntax/parse.ts";
import { freeNames, walk } from "../../../specializers/syntax/walk.ts";

const cell = (text: string, firstLine = 1) => ({ name: "Cell 1", text, firstLine });

const declinedBy = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostic;
    throw error;
  }
  throw new Error("nothing was declined");
};

test("spans are UTF-16 offsets, whatever stands before", () => {
  const text = "/* é → 𝟚 🐍 */ const größe = ünï(1);\n// 日本\nconst b = größe;";
  const found: string[] = [];
  walk(parseModule(cell(text)), (node) => {
    if (node.type === "Identifier" || node.type === "CallExpression")
      found.push(text.slice(node.span!.start, node.span!.end));
    return undefined;
  });
  assert.equal(found, ["größe", "ünï(1)", "ünï", "b", "größe"]);
});

test("a syntax error has its place and no Rust in it", () => {
  const found = declinedBy(() => parseModule(cell("const a = 1;\nconst é = ;\n", 4)));
  assert.is(found.code, "SYNTAX");
  assert.is(found.message, "Expression expected");
  assert.is(showDiagnostic(found).split("\n")[0], "Cell 1:5:11 SYNTAX: Expression expected");
});

test("function bodies of both names are blocks", () => {
  assert.ok(isBlock({ type: "BlockStatement" }));
  assert.ok(isBlock({ type: "FunctionBody" }));
  assert.not(isBlock({ type: "Identifier" }));
});

test("functions of a cell: declarations, exports, variables, classes, directives; no signatures, no plain classes", () => {
  const found = functionsOf(
    cell(`
      export function first(u: Grid) { "use stencil"; return u; }
      function overload(x: string): void;
      function overload(x: number): void {}
      const arrow = (x: number) => x, other = 5;
      const named = function inner(this: unknown) {};
      class Plain { kernel() {} }
      class K extends StencilKernel { helper() {} kernel(a: Grid) { "use map"; } }
      class Empty extends StencilKernel {}
    `),
  );
  assert.equal(
    found.map(({ name, kind, declared, directive }) => [name, kind, declared, directive]),
    [
      ["first", "function", true, "stencil"],
      ["overload", "function", true, undefined],
      ["arrow", "function", false, undefined],
      ["named", "function", false, undefined],
      ["K", "method", true, "map"],
    ],
  );
  assert.equal([...found[4]!.helpers.keys()], ["first", "overload", "arrow", "named", "this.helper", "this.kernel"]);
});

test("free names: not what is declared inside, not properties, not types; shadowed names are told apart", () => {
  const free = (text: string) => [...freeNames(parseModule(cell(text)))].sort();
  assert.equal(
    free("function f(a: Grid, { b, c: d = e }: T, [g]: number[]) { return a + b + d + g + h.i + k['l']; }"),
    ["e", "h", "k"],
  );
  assert.equal(free("function f() { { const x = 1; } return x; }"), ["x"]);
  assert.equal(
    free("const f = (x: Y) => { try { g(); } catch (error) { throw error; } label: for (;;) break label; };"),
    ["g"],
  );
  assert.equal(free("class K extends B { m(p: P) { return this.m(q); } }"), ["B", "q"]);
});

test("a function value's own source: function, arrow, async, method, class", () => {
  const alpha = 2;
  const object = {
    method(x: number) {
      return x * alpha;
    },
  };
  class StencilKernel {}
  class K extends StencilKernel {
    kernel(u: number[]) {
      return u;
    }
  }
  const arrow = (x: number) => x + alpha;
  assert.equal(functionSourceOf(arrow).captures, ["alpha"]);
  assert.is(functionSourceOf(object.method).name, "method");
  assert.equal(functionSourceOf(object.method).node.params.length, 1);
  assert.is(functionSourceOf(K).kind, "method");
  assert.ok(functionSourceOf(async () => 1).node.async);
  assert.ok(functionSourceOf(function* () {}).node.generator);
  const { source, node } = functionSourceOf(arrow);
  const { span } = node.body as unknown as { span: { start: number; end: number } };
  assert.is(source.text.slice(span.start, span.end), "x + alpha");
});

test("a function without source is declined", () => {
  assert.is(declinedBy(() => functionSourceOf(Math.max)).code, "FUNCTION_NATIVE");
  assert.is(declinedBy(() => functionSourceOf((() => 1).bind(null), "bound")).code, "FUNCTION_NATIVE");
});

test("a code frame: numbered as in the cell, underlined, tabs as two spaces, over several lines", () => {
  const text = "a();\n\tb(c,\n\t\td);\ne();\nf();";
  const at = { start: text.indexOf("b"), end: text.indexOf(";", 6) };
  assert.is(
    codeFrame({ source: cell(text, 9), at }),
    [" 9 | a();", "10 |   b(c,", "   |   ^^^^", "11 |     d);", "   |     ^^", "12 | e();"].join("\n"),
  );
  assert.is(codeFrame({ source: cell("x"), at: { start: 1, end: 1 } }), "1 | x\n  |  ^");
  const found = diagnostic("STATEMENT_WHILE", cell("while (x) {}", 3), { start: 0, end: 5 });
  assert.is(
    showDiagnostic(found).split("\n").slice(0, 3).join("\n"),
    "Cell 1:3:1 STATEMENT_WHILE: A `while` loop has no bound that is known before it runs.\n3 | while (x) {}\n  | ^^^^^",
  );
});

test.run();
