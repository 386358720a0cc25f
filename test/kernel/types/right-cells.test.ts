// No warning is false: what works in a notebook has no type errors.
// Time limit: 300 s
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../../support/root.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { openNotebook } from "./notebook.ts";

const folder = temporaryFolder("right-cells");
writeFileSync(
  join(folder, "helper.ts"),
  "export const twice = (x: number): number => 2 * x;\nexport class Box { n = 1 }\n",
);
writeFileSync(join(folder, "data.json"), '{ "rows": [1, 2] }');
mkdirSync(join(folder, "node_modules", "untyped"), { recursive: true });
writeFileSync(join(folder, "node_modules", "untyped", "package.json"), '{ "name": "untyped", "main": "index.js" }');
writeFileSync(join(folder, "node_modules", "untyped", "index.js"), "exports.f = () => 1;");

/** Cells that are run one after the other; "fails: " in front says that one ended with an error. */
const notebooks: Readonly<Record<string, readonly string[]>> = {
  "redeclarations of every kind": [
    "const a = 1; let b = 2; function c() { return 1 } class D { x = 1 } enum E { One } namespace N { export const n = 1 } type T = number; interface I { x: number }",
    'let a = "text"; const b = () => "b"; class c { y = 2 } function D() { return "D" } const E = { Two: 2 }; let N = 5; interface T { z: string } type I = string',
    'a.toUpperCase(); b().length; new c().y; D().length; E.Two; N + 1; const t: T = { z: "" }; const i: I = "i"',
    "type a = number; const keep: a = 1; a.toUpperCase()",
    "interface Pair<A, B = A> { left: A; right: B }",
    "const Pair = (left: number, right: number): Pair<number> => ({ left, right })",
    "const p: Pair<number> = Pair(1, 2); p.left + p.right",
    "class Shape { area() { return 1 } }",
    "interface Shape { sides: number }",
    "const square: Shape = { sides: 4 }; new Shape().area()",
  ],
  "namespaces of several blocks": [
    "namespace M { export const a = 1; export function f() { return b } } namespace M { export const b = a + 1; export namespace In { export const c = a + b } }",
    "M.b + M.f() + M.In.c",
    "namespace M { export const only = 'new' }",
    "M.only.toUpperCase()",
  ],
  "names that are assigned later": [
    "let total = 0; let model: { run(): number } | undefined; let best = null; const list = []; let any",
    "total = 5; total += 1; total++; best = 3; list.push(1, 'a'); any = { x: 1 }",
    "model = { run: () => 1 }",
    "model.run(); const run: () => number = model.run; list.length; any.x; best",
    "function f() { return 1 } class K {}",
    "f = () => 2",
    "[total, any] = [1, 2]; ({ total } = { total: 3 }); for (total of [1, 2]) ;",
  ],
  "variables that belong to the cell": [
    "for (var i = 0; i < 3; i++) { var inner = i } if (i > 1) { var late = 'x' } try { var tried = 1 } catch { }",
    "i + inner; late.length; tried",
    "for (var i of ['a', 'b']) console.log(i)",
    "i.toUpperCase()",
  ],
  "names without a declaration": [
    "globalThis.shared = 5; globalThis.shared + 1",
    "global.other = 1; globalThis['third'] = 2; typeof nowhere === 'undefined'",
  ],
  "a cell that failed half-way": [
    'const width = "wide"; const height = 1',
    "fails: const height = 2; undefinedThing(); const width = 3",
    "width.toUpperCase(); height.toFixed()",
    "fails: const fresh = { x: 1 }; JSON.parse('{')",
    "fresh.x",
  ],
  modules: [
    'import fs, { readFileSync } from "node:fs"; import * as path from "node:path"; import type { Stats } from "node:fs"; import "node:process"; import { type Dirent } from "node:fs"',
    'const s: Stats | undefined = undefined; let d: Dirent | undefined; path.join("a", "b"); readFileSync; fs.existsSync("x")',
    'import { twice, Box } from "./helper"; import { twice as again } from "./helper.ts"; import data from "./data.json"; import json from "./data.json" with { type: "json" }',
    "twice(again(1)) + data.rows[0] + json.rows.length; const box: Box = new Box()",
    'import untyped from "untyped"; import { f } from "untyped"; untyped.anything(f)',
    'const { f: g } = await import("untyped"); const helper = await import("./helper.ts"); helper.twice(2); g()',
    'const required = require("node:os"); required.cpus(); require("untyped").f()',
    'export const exported = 1; export default function named() { return 2 } export { exported as renamed }; export * from "node:path"; export type Exported = number',
    "exported + named(); const e: Exported = 1; import.meta.url; import.meta.dirname",
    "export default class { x = 1 }",
    "export default 5",
  ],
  "the language": [
    "await Promise.resolve(1); const response = await fetch('data:,x'); for await (const x of [1]) x",
    "using file = { [Symbol.dispose]() {} }; await using other = { async [Symbol.asyncDispose]() {} }",
    "const log = (value: Function, context: DecoratorContext) => void context; @log class Marked { @log method() {} }",
    "function* gen() { yield 1 } async function* agen() { yield 1 } [...gen()]",
    "{ x: 1, y: { z: 2 } }",
    "{ a: 1 }",
    "const unused = 1; function alsoUnused(a, b) { return a } (x, y) => x",
    "try { null } catch (e) { e.message }",
    "const o = {}; o['key'] = 1; const obj: Record<string, number> = {}; obj.a.toFixed()",
    "abstract class Base<T> { abstract get(): T } class Sub extends Base<number> { get() { return 1 } }; new Sub().get() satisfies number",
    "const found = [1, 2].find((x) => x > 1); found.toFixed(); 'a'.match(/a/)[0]",
    "const enum Level { Low, High } enum Color { Red = 'r' } Color.Red; Level.High",
    "declare global { interface Array<T> { last(): T } } Array.prototype.last = function () { return this[this.length - 1] }",
    "[1, 2].last().toFixed()",
    "const mode = 'fast'",
    "if (mode === 'slow') console.log('x'); switch (mode) { case 'other': break }",
    "label: for (;;) break label; void 0; 'use strict'",
    "setTimeout(() => {}, 1).unref(); process.memoryUsage(); Buffer.from('a'); new URL('http://a'); structuredClone({}); performance.now()",
    "const map = new Map(); map.set(1, 'a').get(1); new Set([1]).union(new Set([2])); [3, 1].toSorted(); Object.groupBy([1], () => 'a')",
  ],
  "what a cell has": [
    "display(1); display({ 'text/plain': 'x' }, { raw: true }).update(2); clearOutput(true); const name = await prompt('?'); name.length; (await password()).length",
    "const display = 5; display + 1",
  ],
  "magics that give values": [
    "const files = !ls\nfiles.length; files[0].toUpperCase(); files.text.trim(); files.exitCode + 1",
    "const here = %pwd\nhere.length",
    "%%sh --out printed\nls",
    "%%html\n<b>{{ no TypeScript",
    "%timeit -n 10 Math.sqrt(2)",
    "!echo {files.length}",
  ],
  "helpers and widgets": [
    `html\`<b>\${1}</b>\`; md\`# a\`; svg('<svg/>'); latex\`x\`; json({ a: 1 }); table([{ a: 1 }]); vegaLite({ mark: 'bar' }); png(new Uint8Array(1))`,
    "const k = slider({ min: 0, max: 10 }); k.value + 1; k.onChange((value) => value.toFixed()); button({ label: 'Go', onClick: () => {} })",
    "const view = widget({ render: ({ model, el }) => { el.textContent = model.get('n'); model.on('change:n', () => {}) }, state: { n: 1 } }); view",
    "select({ options: ['a', 'b'] }).value; checkbox({ label: 'x' }).value; textField({ label: 'x' }).value.trim()",
    "registerMagic({ name: 'mine', line: true, run: ({ print }) => print('x') })",
    "comms.registerTarget('t', (comm) => { comm.onMessage?.(() => {}) })",
  ],
  "taipan's own": [
    'import { grid, Grid, NdArray, specialize, StencilKernel } from "taipan"; const u = grid([8, 8, 8]), out = grid([8, 8, 8], { boundary: "wrap", fill: (i, j) => i + j })',
    "%%stencil --tune off\nfunction laplacian(u: Grid, out: Grid) {\n  for (const p of out.interior())\n    out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) - 6 * u[p];\n}\nlaplacian(u, out);\nlaplacian.iterate(3, u, out); laplacian.report(); laplacian.diagnostics.length",
    "laplacian(u, out); laplacian.iterate(10, u, out)[0]; laplacian.reference(u, out); await laplacian.async(u, out); (await laplacian.tune([u, out], { seconds: 1, steps: 2 })).best; laplacian.report().toJSON(); laplacian.explain(); laplacian.diagnostics[0]?.message",
    "%%stencil\nclass Blur extends StencilKernel {\n  kernel(inGrid: Grid, outGrid: Grid) {\n    for (const x of inGrid.interiorPoints()) for (const y of inGrid.neighbors(x, 1)) outGrid[x] += inGrid[y];\n  }\n}",
    "new Blur().kernel(u, out); const b: Blur = new Blur()",
    "%%specialize map --tune off\nconst scaled = (u: Grid, out: Grid, a: number) => { for (const p of out.points()) out[p] = a * u[p] }\nscaled.report()",
    "scaled(u, out, 2); scaled.tune([u, out, 2])",
    'function marked(u: Grid, out: Grid) { "use stencil"; for (const p of out.points({ from: [0, 0, 0], step: [1, 2, 1] })) out[p] = u[p] }\nmarked.report()',
    "marked.iterate(2, u, out); u.neighborhoods.push([[0, 1, 0]]); u instanceof Grid; NdArray.zeros([2, 2], { dtype: 'f32' }).shape",
    "const lap = specialize.stencil(function (u: Grid, out: Grid) { for (const p of out.interior()) out[p] = u[p] }); lap.report(); lap(u, out)",
    "%%stencil\nfunction untyped(u, out) { for (const p of out.interior()) out[p] = u[p] }",
    "untyped(u, out); untyped.iterate(2, u, out)",
    "function later(u: Grid): NdArray { return u }",
  ],
  magics: [
    "%%time\nconst timed = 1",
    "%time const inTime = 2",
    "%time [timed, inTime]",
    "timed + inTime",
    "%lsmagic\nconst below = 1",
    "%%time\n{ a: 1 }",
  ],
  "code for the browser": [
    "const render = ({ el }: { el: HTMLElement }) => { const button = document.createElement('button'); el.append(button); window.setTimeout(() => {}, 1) }",
  ],
};

for (const [name, cells] of Object.entries(notebooks)) {
  test(name, async () => {
    const notebook = openNotebook(folder, ["shared", "other", "third"]);
    const wrong: string[] = [];
    for (const text of cells) {
      const fails = text.startsWith("fails: ");
      const cell = fails ? text.slice("fails: ".length) : text;
      for (const problem of await notebook.run(cell, { fails })) if (!fails) wrong.push(`${problem} in: ${cell}`);
    }
    await notebook.end();
    assert.equal(wrong, []);
  });
}

test("the notebooks that come with the package", async () => {
  const notebookFolder = join(packageRoot, "notebooks");
  const wrong: string[] = [];
  for (const file of readdirSync(notebookFolder).filter((name) => name.endsWith(".ipynb"))) {
    const { cells } = JSON.parse(readFileSync(join(notebookFolder, file), "utf8")) as {
      cells: readonly { readonly cell_type: string; readonly source: string | readonly string[] }[];
    };
    const notebook = openNotebook(notebookFolder);
    for (const { cell_type, source } of cells) {
      if (cell_type !== "code") continue;
      const cell = typeof source === "string" ? source : source.join("");
      for (const problem of await notebook.run(cell)) wrong.push(`${file}: ${problem} in: ${cell}`);
    }
    await notebook.end();
  }
  assert.equal(wrong, []);
});

test("every sample of a stencil that is accepted", async () => {
  const samples = join(packageRoot, "test", "samples");
  const notebook = openNotebook(folder);
  await notebook.run('import { grid, StencilKernel } from "taipan"; const alpha = 1, scale = 1, limit = 1, shift = 1');
  const wrong: string[] = [];
  const accepted = readdirSync(samples).filter((name) => !name.startsWith("declined-"));
  for (const name of accepted) {
    const text = readFileSync(join(samples, name, "cell.ts"), "utf8");
    const cell = `%%stencil\n${text}`;
    for (const message of await notebook.before(cell)) wrong.push(`${name}: ${message}`);
  }
  await notebook.end();
  assert.ok(accepted.length > 40);
  assert.equal(wrong, []);
});

test.run();
