// Sessions of cells: each is run from its first to its last cell, whose value is compared.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folder, notebook, runAll } from "./notebook-folder.ts";

type Session = readonly [name: string, cells: readonly string[], wanted: unknown];

const values = suite("values");
const SESSIONS: readonly Session[] = [
  [
    "redeclared as any kind",
    ["const a=1", "let a=2", "function a(){return 3}", "class a{static v=4}", "var a=5; a"],
    5,
  ],
  ["last expression", ["1;2;3 // c"], 3],
  ["object literal", ["{ x: 1, y: [2] }"], { x: 1, y: [2] }],
  ["block stays a block", ["{ let inner = 1; } typeof inner"], "undefined"],
  ["top-level await", ["const r = await Promise.resolve(4); r + 1"], 5],
  [
    "destructuring",
    ["const {p, q: {z = 3} = {}, ...rest} = {p:1, u:9}; let [h, , ...tl] = [1,2,3,4]; [p,z,rest,h,tl]"],
    [1, 3, { u: 9 }, 1, [3, 4]],
  ],
  ["several declarators", ["let i1 = 1, i2, {i3} = {i3:3}, i4 = i1 + i3; [i1,i2,i3,i4]"], [1, undefined, 3, 4]],
  ["hoisting", ["const v0 = hh(); function hh(){ return 9 } v0"], 9],
  [
    "late binding",
    [
      'function caller(){ return callee() } function callee(){ return "old" }',
      'function callee(){ return "new" }',
      "[caller(), callee.name]",
    ],
    ["new", "callee"],
  ],
  [
    "var in blocks",
    ["for (var vi=0; vi<3; vi++) { var vb = vi*2 } if (true) var vc = 1; for (var [vd] of [[8]]); [vi,vb,vc,vd]"],
    [3, 4, 1, 8],
  ],
  [
    "imports",
    [
      'import { join, basename as bn } from "node:path"; import * as os2 from "os"; import fs2 from "node:fs"; [join("a","b"), bn("/x/y"), typeof os2.cpus, typeof fs2.readFileSync]',
      'join("c","d")',
    ],
    "c/d",
  ],
  [
    "import from the notebook's folder",
    ['import dd, { v } from "esm-only"; import { x } from "./beside.mjs"; [dd, v, x]'],
    ["esm", 7, 1],
  ],
  ["import attributes", ['import data from "./data.json" with { type: "json" }; data.answer'], 42],
  ["dynamic import", ['const { v: w } = await import("esm-only"); w'], 7],
  [
    "type imports",
    [
      'import type { Stats } from "node:fs"; import { type PathLike, existsSync } from "fs"; let s2: Stats | undefined; existsSync("/")',
    ],
    true,
  ],
  [
    "exports",
    [
      "export const ec = 1; export function ef(){ return 2 } export class Ek {} export { ec as ee }; export type Q = number; [ec, ef(), typeof Ek]",
    ],
    [1, 2, "function"],
  ],
  ["default exports", ["export default function ed(){ return 2 }", "ed()"], 2],
  [
    "enum, namespace, decorator, parameter property",
    [
      "enum E { A, B = 5 } namespace N { export const q = 1 } function dec(t:any,c:any){} class C { @dec m(){} constructor(public z: number){} } [E.B, N.q, new C(4).z]",
      "[E.A, N.q, typeof C]",
    ],
    [0, 1, "function"],
  ],
  [
    "an enum or namespace run again starts anew",
    [
      "enum E2 { A, B } namespace N2 { export const a = 1 }",
      "enum E2 { C } namespace N2 { export const b = 2 }",
      "[Object.keys(E2), Object.keys(N2)]",
    ],
    [["0", "C"], ["b"]],
  ],
  [
    "declarations that merge in one cell",
    [
      "enum E3 { A } enum E3 { B = 1 } class K3 {} namespace K3 { export const q = 2 } function f3(){ return 3 } namespace f3 { export const r = 4 } [E3.B, K3.q, f3(), f3.r]",
    ],
    [1, 2, 3, 4],
  ],
  [
    "blocks of one namespace see what the others export",
    [
      `namespace M5 { export const a = 1; export let q: number; export function later() { return b } export class K { n: number = a } }
       const a = 100, own = 7;
       namespace M5 {
         const own = 3
         export const b = a + own
         q = 9; q++
         export const parts = [{ a }, ((a: number) => a)(50), typeof a, new K().n, \`\${a}\`, later(), own]
         export namespace Inner { export const deep = a + b; export enum E { a = 5, z = a } }
       }
       export namespace M5 { export namespace Inner { export const deeper = [deep + q, E.z, a] } }
       namespace M6.Sub { export const s = 1 } namespace M6.Sub { const t: number = s; export const u = t + 1 }
       namespace M6 { export const v = Sub.s + Sub.u }
       [M5.b, M5.q, M5.parts, M5.Inner.deep, M5.Inner.deeper, M6.Sub.u, M6.v, a]`,
    ],
    [4, 10, [{ a: 1 }, 50, "number", 1, "1", 4, 3], 5, [15, 5, 1], 2, 3, 100],
  ],
  [
    "generics, satisfies, !",
    ["const g = <T,>(x: T): T => x; const o = { a: 1 } satisfies Record<string, number>; g(o.a! as any)"],
    1,
  ],
  ["class refers to itself", ["class Lk { static mk(){ return new Lk() } n = 1 } Lk.mk().n"], 1],
  [
    "using in a block",
    [
      'const log1: string[] = []; { using u = { [Symbol.dispose]() { log1.push("disposed") } }; log1.push("body") } log1',
    ],
    ["body", "disposed"],
  ],
  [
    "using at top level ends with the cell, whose names and value stay",
    [
      'const log2: string[] = []; using u2 = { [Symbol.dispose]() { log2.push("disposed") } }; function seen() { return env2 } const env2 = log2.length; class Kept {}; log2',
      "[log2, seen(), typeof Kept, typeof env]",
    ],
    [["disposed"], 0, "function", "undefined"],
  ],
  [
    "generators, for await",
    ["async function* ag(){ yield 1 } function* gg(){ yield 2 } for await (const k of ag()) {} [...gg()]"],
    [2],
  ],
  ["unicode", ['const é𝒳 = "𝒳é"; é𝒳 + 1'], "𝒳é1"],
  ["no semicolons", ["let as1 = 1\n;[1].length\nlet as2 = as1\n;(as2)"], 1],
  ["nothing", ["", "// only a comment"], undefined],
  ["a promise as value stays one", ["Promise.resolve(1) instanceof Promise"], true],
  ["import =", ['import path2 = require("node:path"); path2.sep'], "/"],
  ["import.meta", ["[import.meta.dirname, import.meta.filename.startsWith(import.meta.dirname)]"], [folder, true]],
  ["strict, as modules are", ["(function (this: unknown) { return this })()"], undefined],
  ["an older closure sees the newer value", ["let n1 = 1; const get1 = () => n1", "n1 = 2", "let n1 = 3", "get1()"], 3],
  ["anonymous functions take the name of their variable", ["const arrow = () => {}; arrow.name"], "arrow"],
  [
    "a name of every kind of pattern can be read later",
    ["for (const [k] of [[1]]) var { [k]: vk = 7 } = {} as any", "vk"],
    7,
  ],
  [
    "every change of kind",
    [
      "const k1 = 1",
      "function k1() { return 2 }",
      "class k1 { static v = 3 }",
      "type k1 = number",
      "enum k1 { A = 4 }",
      'import k1 from "node:path"',
      "namespace k1 { export const z = 5 }",
      "abstract class k1 { static s = 6 }",
      "interface k1 { q: number }",
      "let k1 = 7; var k2 = k1",
      "const k1 = () => k2; k1()",
    ],
    7,
  ],
  ["the value before declarations that SWC moves", ["namespace V1 { export const a = 3 } V1.a"], 3],
  ["the value behind an exported type", ["export type T1 = number; export interface I1 {} 6"], 6],
  ["a namespace is no value", ["5; namespace V2 { export const a = 1 }"], undefined],
  ["export =", ["export = { a: 1 }; 4"], 4],
  [
    "this, as in a module",
    ["[this, (() => this)(), { m() { return this } }.m() !== undefined]"],
    [undefined, undefined, true],
  ],
  [
    "the language's decorators",
    [
      "const seen: unknown[] = []; function note(value: unknown, context: { kind: string; name: unknown }) { seen.push(context.kind, context.name) }",
      "class D1 { @note m() { return 1 } @note f = 2; @note static s = 3; @note accessor a = 4; accessor plain = 5; @note get g() { return 6 } }",
      "const d1 = new D1(); [seen.join(), d1.m(), d1.f, D1.s, d1.a, d1.plain, d1.g]",
    ],
    ["field,s,method,m,accessor,a,getter,g,field,f", 1, 2, 3, 4, 5, 6],
  ],
  [
    "a class with decorators of its own is seen by later cells",
    [
      "function more<C extends new (...values: any[]) => object>(made: C, context: { name: unknown }) { return class extends made { extra = String(context.name) } }",
      "@more class D2 { m() { return new D2() } }",
      "@more class D3 { static s = 1; static made() { return new D3() } }",
      "[(new D2() as any).extra, (new D2().m() as any).extra, D3.s, (D3.made() as any).extra, (new D2() as any).extra]",
    ],
    ["D2", "D2", 1, "D3", "D2"],
  ],
  [
    "decorated classes of several cells keep their own parts",
    [
      "function init(_: unknown, context: any) { context.addInitializer(function (this: any) { this.inits = [...(this.inits ?? []), context.name] }) }",
      "class D4 { inits: unknown[] = []; @init first() {} }",
      "class D5 { inits: unknown[] = []; @init second() {} }",
      "[new D4().inits.length + new D5().inits.length, Object.keys(globalThis).filter((key) => key.startsWith('_init'))]",
    ],
    [0, []],
  ],
  [
    "a name that a cell has deleted or frozen is declared anew",
    [
      "let gone1 = 1; let stuck1 = 1",
      "delete (globalThis as any).gone1; Object.defineProperty(globalThis, 'stuck1', { writable: false, configurable: false })",
      "let gone1 = 2; let stuck1 = 3",
      "[gone1, stuck1]",
    ],
    [2, 3],
  ],
  ["typeof of what does not exist", ["typeof doesNotExistAnywhere"], "undefined"],
];

(globalThis as { require?: unknown }).require ??= (await import("node:module")).createRequire(import.meta.url);
for (const [name, cells, wanted] of SESSIONS) {
  values(name, async () => {
    assert.equal(await runAll(cells), wanted);
  });
  // types are not stripped from a line that can only be JavaScript; from more than one line they always are
  values(`${name}, on further lines`, async () => {
    assert.equal(await runAll(cells.map((cell) => `\n${cell}`)), wanted);
  });
}
values.run();

const collisions = suite("names that globalThis has");
collisions("packages keep seeing the real one", async () => {
  await runAll(["const process = 5; class URL { static v = 6 } function fetch() { return URL.v + process }"]);
  assert.equal(await notebook.run("[process, URL.v, fetch()]"), [5, 6, 11]);
  assert.equal(typeof globalThis.process, "object");
  assert.is.not(globalThis.process as unknown, 5);
  assert.match(String(globalThis.fetch), "fetch");
  assert.equal(await notebook.run('import { sees } from "./beside.mjs"; sees()'), ["object", "function"]);
});
collisions("in every kind of place", async () => {
  await notebook.run("let performance = 1; let structuredClone = (x: number) => x + performance;");
  assert.equal(await notebook.run("performance++; performance += 2; performance"), 4);
  assert.equal(await notebook.run("({ performance, nested: [performance] })"), { performance: 4, nested: [4] });
  assert.equal(await notebook.run("[structuredClone(1), String(performance), typeof performance]"), [5, "4", "number"]);
  assert.equal(await notebook.run("({ performance } = { performance: 8 }); performance"), 8);
  assert.equal(await notebook.run("[performance = 3] = []; performance"), 3);
  assert.equal(await notebook.run("for (performance of [5, 6]); performance"), 6);
  assert.equal(await notebook.run("((performance) => performance)(9)"), 9);
  assert.equal(await notebook.run("{ const performance = 10; performance } performance"), 6);
  assert.equal(await notebook.run("({ x: 1 } as any).performance"), undefined);
  assert.equal(
    await notebook.run(
      "class T { performance = performance; m() { return performance } } [new T().performance, new T().m()]",
    ),
    [6, 6],
  );
  assert.equal(typeof globalThis.performance.now, "function");
});
collisions("a call is no method call of the slots", async () => {
  await notebook.run("function queueMicrotask(this: unknown) { return this }");
  assert.is(await notebook.run("queueMicrotask()"), undefined);
});
collisions("imports and destructuring", async () => {
  assert.equal(
    await notebook.run('import { URL, URLSearchParams as crypto } from "node:url"; [typeof URL, typeof crypto]'),
    ["function", "function"],
  );
  assert.equal(await notebook.run("const { btoa, atob: [Buffer] } = { btoa: 1, atob: [2] }; [btoa, Buffer]"), [1, 2]);
  assert.equal(globalThis.btoa("a"), "YQ==");
});
collisions("what libraries look for on globalThis", async () => {
  assert.equal(await notebook.run("const window = 1; const document = 2; window + document"), 3);
  assert.not.ok("window" in globalThis);
});
collisions("a class sees itself while it is made", async () => {
  assert.equal(await notebook.run("class Event { static one = new Event(); n = 1 } Event.one.n"), 1);
});
collisions.run();
