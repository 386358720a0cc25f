// What a failing cell shows: its own line and column, whatever threw.
import { stripVTControlCharacters } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { completeness } from "../../../kernel/session/completeness.ts";
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
errors("columns in a namespace's further blocks", async () => {
  const text = await report([
    "namespace Ns1 { export const none: any = null }\nnamespace Ns1 { none ?? none; export const x = none.boom }",
  ]);
  assert.match(
    text,
    "> 2 | namespace Ns1 { none ?? none; export const x = none.boom }\n    |                                                     ^",
  );
  const second = await report(["namespace Ns2 { export const k = 1 }\nnamespace Ns2 { k + k; k k }"]);
  assert.match(second, /Cell \d+, line 2:26\n/);
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
errors("a class of the user's, and what its errors carry", async () => {
  const text = await report([
    "class HttpError extends Error { status = 404; get body() { throw new Error() } }\nthrow new HttpError('no')",
  ]);
  assert.match(text, /^HttpError: no\nCell \d+, line 2:7\n/);
  assert.match(text, "{ status: 404 }");
});
errors("causes and aggregated errors have their frames, as many as can be read", async () => {
  const text = await report([
    "const low = new RangeError('low')\nthrow new Error('top', {\n  cause: new TypeError('mid', { cause: low }) })",
  ]);
  assert.match(text, /^Error: top\nCell \d+, line 2:7\n[\s\S]*\[cause\] TypeError: mid\nCell \d+, line 3:10\n/);
  assert.match(text, /\[cause\] RangeError: low\nCell \d+, line 1:13\n/);
  const many = await report([
    "throw new AggregateError(Array.from({ length: 500 }, (_, i) => new Error('e' + i)), 'all')",
  ]);
  assert.match(many, /\[errors\[9\]\] Error: e9\n[\s\S]*… and 490 more errors/);
  assert.not.match(many, "e10\n");
});
errors("circles of causes and of aggregated errors end", async () => {
  assert.match(
    await report(["const circle = new AggregateError([], 'self'); circle.errors.push(circle); throw circle"]),
    /self/,
  );
  const text = await report([
    "let chain = new Error('0'); for (let i = 0; i < 1e4; i++) chain = new Error('d' + i, { cause: chain }); throw chain",
  ]);
  assert.ok(text.split("\n").length < 100, `${text.split("\n").length}`);
  assert.match(text, "[cause] …");
});
for (const [name, code, wanted] of [
  ["stack", "Object.defineProperty(bad, 'stack', { get() { throw 1 } })", /^Error: bad$/m],
  ["message", "Object.defineProperty(bad, 'message', { get() { throw 1 } })", /^Error$/m],
  ["name", "Object.defineProperty(bad, 'name', { get() { throw 1 } })", /^Error: bad$/m],
  ["cause", "Object.defineProperty(bad, 'cause', { get() { throw 1 } })", /^Error: bad$/m],
  ["any property", "Object.defineProperty(bad, 'x', { enumerable: true, get() { throw 1 } })", /x: \[Getter\]/],
  ["a message that is no text", "bad.message = { toString() { throw 1 } } as any", /^Error$/m],
  ["a name that is no text", "bad.name = Symbol('n') as any", /^Error: bad$/m],
  [
    "aggregated errors that are no list",
    "bad.name = 'AggregateError'; (bad as any).errors = 7",
    /^AggregateError: bad$/m,
  ],
  ["its inspection", "(bad as any).x = { [Symbol.for('nodejs.util.inspect.custom')]() { throw 1 } }", /^Error: bad$/m],
  ["a frozen one", "Object.freeze(bad)", /^Error: bad\nCell \d+, line 1:/m],
] as const) {
  errors(`an error that can't be read whole: ${name}`, async () => {
    assert.match(await report([`{ const bad = new Error('bad'); ${code}; throw bad }`]), wanted);
  });
}
errors("a proxy whose traps throw", () => {
  const throws = (): never => {
    throw new Error("trap");
  };
  const handler = { get: throws, getPrototypeOf: throws, ownKeys: throws, getOwnPropertyDescriptor: throws };
  for (const target of [{}, new Error("in")]) {
    assert.match(notebook.tracebacks.of(new Proxy(target, handler)).traceback.join(), "Uncaught");
  }
});
errors("an error of another realm", async () => {
  const text = await report(["import vm from 'node:vm';\nvm.runInNewContext('throw new TypeError(\"there\")')"]);
  assert.match(text, /^TypeError: there\n/);
  assert.match(text, /Cell \d+, line 2:4/);
});
errors("an error of eval tells where that was called", async () => {
  const text = await report(["\neval('throw new Error(\"evaluated\")')"]);
  assert.match(text, /^Error: evaluated\nCell \d+, line 2:1\n/);
  assert.match(text, /at eval in Cell \d+, line 2:1:7\n/);
});
errors("a long message and a long stack are cut", async () => {
  const long = await report(["throw new Error('x'.repeat(5e6))"]);
  assert.ok(long.length < 20_000, `${long.length}`);
  assert.match(long, "… (5,000,000 characters)");
  const deep = await report([
    "Error.stackTraceLimit = 5000; function deeper(): number { return deeper() + 1 } deeper()",
  ]);
  await notebook.run("Error.stackTraceLimit = 25");
  assert.ok(deep.split("\n").length < 60, `${deep.split("\n").length}`);
  assert.match(deep, /^RangeError: Maximum call stack size exceeded\n[\s\S]* {4}… [\d,]+ more\n/);
});
errors("a long line is shown around its place", async () => {
  const text = await report([`const filler = "${"y".repeat(1e6)}"; throw new Error('far')`]);
  assert.ok(text.length < 3000, `${text.length}`);
  const [, line = "", marks = ""] = /^(> 1 \| .*)\n( +\| .*)$/m.exec(text) ?? [];
  assert.is(line.slice(marks.indexOf("^")).slice(0, 9), "new Error");
});
errors("a syntax error far behind in a line, which SWC can't draw", async () => {
  const text = await report([`const fine = 1;\nconst far = "${"y".repeat(1e5)}"; let b = ;`]);
  assert.match(text, /^SyntaxError: something is wrong behind column 60000 of a line; .*\nCell \d+, line 2:60000\n/);
  assert.ok(text.length < 3000, `${text.length}`);
  assert.is(await notebook.run(`const far = "${"y".repeat(1e5)}"; far.length`), 1e5);
  assert.is(completeness(`"${"y".repeat(1e5)}"; let b = ;`).status, "invalid");
});
errors("JSX", async () => {
  const text = await report(["const a3 = 1;\n  const b3 = <b>{a3}</b>;"]);
  assert.match(text, /^SyntaxError: JSX can't be used in a cell: .*\nCell \d+, line 2:14\n/);
  assert.match(text, /\n {4}\| {14}\^{11}$/m);
});
errors("what only the JavaScript's parser finds", async () => {
  assert.match(await report(["const a4 = 1\nsuper.x"]), /^SyntaxError: Invalid access to super\nCell \d+, line 2:1\n/);
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
