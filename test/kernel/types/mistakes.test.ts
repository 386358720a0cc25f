// Each mistake is found, and its place in the cell is right.
// Time limit: 300 s
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { warningText } from "../../../kernel/types/problem-text.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { openNotebook } from "./notebook.ts";

const folder = temporaryFolder("mistakes");
writeFileSync(join(folder, "helper.ts"), "export const twice = (x: number): number => 2 * x;\n");

/** Of each notebook's last cell. */
const mistakes: readonly (readonly [cells: readonly string[], ...problems: string[]])[] = [
  [["const a: string = 5"], "1:7 TS2322 a"],
  [["\n  const a: string = 5"], "2:9 TS2322 a"],
  [["const s = '😀😀'; const a: string = 5"], "1:25 TS2322 a"],
  [["// 😀\r\nconst größe: string = 5"], "2:7 TS2322 größe"],
  [["%%time\n// about\nconst a: string = 5"], "3:7 TS2322 a"],
  [["%time const a: string = 5"], "1:13 TS2322 a"],
  [["{ x: 1, y: Math.sinn(2) }"], "1:17 TS2551 sinn"],
  [["const n = 1", "n.toUpperCase()"], "1:3 TS2339 toUpperCase"],
  [["const n = 1", 'const n = "text"', "n.toFixed()"], "1:3 TS2551 toFixed"],
  [["const n = 1", "n = 2"], "1:1 TS2588 n"],
  [["let n = 1", 'n = "text"'], "1:1 TS2322 n"],
  [["function f(x: number) { return x }", 'f("1", 2)'], "1:8 TS2554 2"],
  [["function f(x: number) { return x }", "f(1, 2)"], "1:6 TS2554 2"],
  [["interface P { x: number }", "const p: P = { y: 1 }"], "1:16 TS2353 y"],
  [["class C { private x = 1 }", "new C().z"], "1:9 TS2339 z"],
  [["class C { y: number }"], "1:11 TS2564 y"],
  [["const later = () => undefinedName + conts.log"], "1:21 TS2552 undefinedName", "1:37 TS2304 conts"],
  [["const { a, b } = { a: 1 }"], "1:12 TS2339 b"],
  [['import { twicee } from "./helper"'], "1:10 TS2724 twicee"],
  [['import { twice } from "./helper"', 'twice("2")'], '1:7 TS2345 "2"'],
  [['const load = () => import("no-such-package")'], '1:27 TS2307 "no-such-package"'],
  [["const x: number = await Promise.resolve('a')"], "1:7 TS2322 x"],
  [["export const e: string = 1"], "1:14 TS2322 e"],
  [["display.imag([])"], "1:9 TS2551 imag"],
  [["clearOutput(5)"], "1:13 TS2345 5"],
  [['import { grid } from "taipan"; grid([2], { boundary: "clampp" })'], "1:44 TS2820 boundary"],
  [
    ["%%stencil\nfunction f(u: Grid, out: Grid) {\n  for (const p of out.interiors()) out[p] = u[p];\n}"],
    "3:23 TS2551 interiors",
  ],
  [["%%stencil\nfunction f(u: Grid) { for (const p of u.interior()) u[p] = 1 }", "f.iterat(2)"], "1:3 TS2551 iterat"],
  [["if ('a' === 1) { }"], "1:5 TS2367 'a' === 1"],
  [["interface Only { x: number }", "new Only()"], "1:5 TS2693 Only"],
];

/** One notebook for all: each begins with what those before have left. */
const shared = openNotebook(folder);
test.after(() => shared.end());
for (const [cells, ...expected] of mistakes) {
  test(cells.join(" ⏎ ").replaceAll("\n", " / "), async () => {
    const results: (readonly string[])[] = [];
    for (const cell of cells) results.push(await shared.run(cell));
    assert.equal(results.pop(), expected);
    assert.equal(results.flat(), []);
  });
}

test("a cell that is checked before it runs", async () => {
  const notebook = openNotebook(folder);
  await notebook.run("const n = 1");
  assert.equal(await notebook.before("n.toUpperCase()"), ["Property 'toUpperCase' does not exist on type '1'."]);
  assert.equal(await notebook.before("const n = 'a'; n.toUpperCase()"), []);
  assert.equal(await notebook.before("n.toFixed()"), []);
  await notebook.end();
});

test("names of virtual modules are in no message", async () => {
  const notebook = openNotebook(folder);
  await notebook.run("class Point { x = 1; private secret = 1 } const point = new Point()");
  await notebook.run("class Point { y = 1; private secret = 1 }");
  const messages = await notebook.before("const p: Point = point; __noSuch");
  assert.ok(messages.length > 0);
  assert.not.match(messages.join("\n"), /__taipan|__cell_/);
  await notebook.end();
});

test("a file beside the notebook that changes", async () => {
  const notebook = openNotebook(folder);
  writeFileSync(join(folder, "changing.ts"), "export const value = 1;\n");
  assert.equal(await notebook.run('import { value } from "./changing"; value.toFixed()'), []);
  writeFileSync(join(folder, "changing.ts"), 'export const value = "text that is longer";\n');
  assert.equal(await notebook.run("value.toFixed()"), ["1:7 TS2551 toFixed"]);
  assert.equal(await notebook.run('import { added } from "./added"; added'), ['1:23 TS2307 "./added"']);
  writeFileSync(join(folder, "added.ts"), "export const added = 1;\n");
  assert.equal(await notebook.run('import { added } from "./added"; added.toFixed()'), []);
  await notebook.end();
});

test("the text of a warning: where, what, a code frame; ten at most", () => {
  const text = "const a = 1;\nconst b: string = 5;";
  const problem = {
    code: "TS2322",
    message: "Type 'number' is not assignable to type 'string'.",
    start: 19,
    length: 1,
  };
  assert.is(
    stripVTControlCharacters(warningText({ label: "Cell 3", text }, [problem])),
    "Cell 3, line 2:7: warning TS2322: Type 'number' is not assignable to type 'string'.\n  1 | const a = 1;\n> 2 | const b: string = 5;\n    |       ^\n",
  );
  const many = stripVTControlCharacters(warningText({ label: "Cell 3", text }, new Array(12).fill(problem)));
  assert.is(many.match(/TS2322/g)?.length, 10);
  assert.match(many, /… and 2 more\n$/);
});

test.run();
