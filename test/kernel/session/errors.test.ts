// What a failing cell shows: its own line and column, whatever threw.
import { stripVTControlCharacters } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failure, notebook, runAll } from "./notebook-folder.ts";

const errors = suite("errors");
const report = async (cells: readonly string[]): Promise<string> => {
  const { traceback } = notebook.tracebacks.of(await failure(cells));
  return stripVTControlCharacters(traceback.join("\n"));
};
errors("a missing export", async () => {
  const text = await report(['const before = 1\nimport { nope } from "esm-only"']);
  assert.match(text, /^SyntaxError: .*does not provide an export named 'nope'/);
  assert.match(text, /Cell \d+, line 2:1\n/);
});
errors("a package that is not installed", async () => {
  const text = await report(['1 + 1;\nconst q = await import("@scope/not-there/deep");']);
  assert.match(text, "Cannot find package '@scope/not-there'");
  assert.match(text, /imported from Cell \d+/);
  assert.match(text, /Cell \d+, line 2:17\n/);
  assert.match(text, "npm install @scope/not-there");
});
errors("declared twice in one cell", async () => {
  const text = await report(["let dup = 1;\n  let dup = 2;"]);
  assert.match(text, /^SyntaxError: Identifier 'dup' has already been declared/);
  assert.match(text, "> 2 |   let dup = 2;\n    |       ^^^");
});
errors("var and let of one name", async () => {
  assert.match(await report(["var dup2 = 1; let dup2 = 2"]), "already been declared");
  assert.match(await report(["let dup3 = 1; function dup3() {}"]), "already been declared");
});
errors("a syntax error has its line, column and no backtrace", async () => {
  const text = await report(["const fine = 1;\nlet b = ;\n"]);
  assert.match(text, /^SyntaxError: Expression expected\nCell \d+, line 2:9\n/);
  assert.match(text, "> 2 | let b = ;\n    |         ^");
  assert.not.match(text, /backtrace|unknown|napi/i);
});
errors("below a magic, lines are still the cell's", async () => {
  assert.match(await report(["%%time\n\nlet b = ;\n"]), /line 3:9\n/);
  assert.match(await report(["%%time\n\nthrow new Error('x')\n"]), /line 3:7\n/);
});
errors("after tabs and wide characters the column is right", async () => {
  assert.match(await report(['\tconst s = "日本"; let b = ;']), /line 1:26\n/);
});
errors("what only V8 finds wrong", async () => {
  const text = await report(["const ok = 1\nconst a1: RegExp = /(/;"]);
  assert.match(text, /^SyntaxError: Invalid regular expression/);
  assert.match(text, /Cell \d+, line 2:20\n/);
});
errors("the place in the TypeScript, not in the JavaScript", async () => {
  const text = await report([
    '\ninterface X { a: number }\nfunction  thrower(x: X): never {\n    throw new Error("here")\n}\nconst p: number = 1; thrower({ a: p })',
  ]);
  assert.match(text, /at thrower \(Cell \d+, line 4:11\)\n +at Cell \d+, line 6:22\n/);
  assert.match(text, '> 4 |     throw new Error("here")\n    |           ^');
});
errors("columns behind rewritten text on the same line", async () => {
  const text = await report(["const a2 = 1, { b2 } = { b2: 2 }; function f2() {} let c2x = null as any; c2x.boom()"]);
  assert.match(text, /at Cell \d+, line 1:79\n/);
});
errors("after an await, and in an async function", async () => {
  const text = await report([
    "const slow = async () => {\n  await 1;\n  throw new RangeError('late');\n};\nawait slow();",
  ]);
  assert.match(text, /at slow \(Cell \d+, line 3:9\)\n +at async Cell \d+, line 5:1\n/);
});
errors("a function of an earlier cell", async () => {
  await notebook.run("// first line\nfunction early(): never { throw new TypeError('old') }");
  assert.match(await report(["early()"]), /at early \(Cell (\d+), line 2:33\)\n +at Cell (\d+), line 1:1\n/);
});
errors("causes, in a chain that may be a circle", async () => {
  const text = await report([
    "const inner = new Error('inner'); const outer = new Error('outer', { cause: inner }); (inner as any).cause = outer; throw outer",
  ]);
  assert.match(text, /^Error: outer[\s\S]*\[cause\] Error: inner/);
  assert.is(text.match(/Error: outer/g)?.length, 1);
});
errors("several at once", async () => {
  assert.match(
    await report(["await Promise.any([Promise.reject(new Error('one')), Promise.reject('two')])"]),
    /errors\[0\]\] Error: one[\s\S]*errors\[1\]\] Uncaught 'two'/,
  );
});
errors("what is no Error", async () => {
  assert.match(await report(["throw { a: 1 }"]), "Uncaught { a: 1 }");
});
errors("properties of system errors", async () => {
  assert.match(await report(['import { readFileSync } from "fs"; readFileSync("/not/there")']), /code: 'ENOENT'/);
});
errors("the stack that a cell prints itself", async () => {
  const stack = await notebook.run("// a comment\nfunction here(): string { return new Error('e').stack! } here()");
  assert.match(String(stack), /^Error: e\n {4}at here \(Cell \d+:2:34\)\n {4}at Cell \d+:2:58\n/);
});
errors("a library that makes its own stacks", async () => {
  await notebook.run(
    "Error.prepareStackTrace = (e, sites) => [e, ...sites.map((s) => '    at ' + s)].join('\\n'); const odd = new Error('odd'); odd.stack; ",
  );
  assert.match(await report(["throw odd"]), /at Cell \d+, line 1:\d+\n/);
});
errors.run();

const timing = suite("%time");
timing("measures the statements of its line", async () => {
  notebook.printed.length = 0;
  assert.equal(await notebook.run("%time 1 + 1"), 2);
  assert.is(notebook.printed.length, 1);
  assert.equal(await runAll(["// so long\n%time const timed = 5\nlet after = timed", "timed + after"]), 10);
  assert.is(notebook.printed.length, 2);
  assert.match(await report(["%time   null!.x"]), /line 1:\d+\n/);
});
timing.run();
