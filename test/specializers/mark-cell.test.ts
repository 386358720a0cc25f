// Cells under a magic: what is marked, what is only a helper, what is said when nothing can be.
// Time limit: 300 s
import { inspect } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Report } from "../../specializers/report-object.ts";
import { stripTypes } from "../../specializers/syntax/strip-types.ts";
import { temporaryFolder } from "../support/temp.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("mark-cell");
const { DiagnosticError, grid, markCell, StencilKernel } = await import("../../specializers/index.ts");

const test = suite("marked cells");

const options = { tune: "off", seconds: 1, targets: undefined, exact: false, explain: false } as const;
const mark = (text: string, specializer: string | undefined = "stencil", all = true) =>
  markCell({ source: { name: "Cell 1", text, firstLine: 2 }, specializer, all, options });

interface Marked {
  (...args: readonly unknown[]): unknown;
  tune(args: readonly unknown[], options: { readonly seconds: number }): Promise<Report>;
  report(): Report;
  readonly diagnostics: readonly { readonly code: string }[];
}

const half = "function half(u: Grid, out: Grid) { for (const p of out.points()) out[p] = scale(u[p]); }";
const scale = "function scale(x: number) { return x * factor; }";

test("functions that iterate points are marked, helpers are not; captures are those of the declaration and of its helpers", () => {
  const marks = mark(`${half}\n${scale}`);
  assert.equal(
    marks.map(({ name, kind, captures }) => [name, kind, captures]),
    [["half", "function", ["scale", "factor"]]],
  );
});

test("a notebook's variables are properties of the global object: they are captured all the same", () => {
  const session = globalThis as unknown as Record<string, unknown>;
  session.factor = 2;
  try {
    const [found] = mark(`${half}\n${scale}`);
    const f = found!.wrap(() => assert.unreachable("runs as TypeScript"), { factor: () => session.factor }) as Marked;
    assert.equal(f.diagnostics, []);
  } finally {
    delete session.factor;
  }
});

test("a cell in which nothing can be marked says so", () => {
  try {
    mark(scale);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, DiagnosticError);
    assert.is((error as InstanceType<typeof DiagnosticError>).diagnostic.code, "MARK_NOTHING");
  }
});

test("without a magic only directives mark", () => {
  assert.equal(mark(half, undefined, false), []);
  const [found] = mark(half.replace("{ for", '{ "use stencil"; for'), undefined, false);
  assert.is(found?.name, "half");
});

for (const [form, text] of Object.entries({
  "an arrow function": "const f = (u: Grid, out: Grid) => { for (const p of out.points()) out[p] = 2 * u[p]; };",
  "a function expression":
    "export const f = function (u: Grid, out: Grid) { for (const p of out.points()) out[p] = 2 * u[p]; };",
  "one with a directive":
    'let f = (u: Grid, out: Grid) => { "use stencil"; for (const p of out.points()) out[p] = 2 * u[p]; };',
}))
  test(`${form} in a variable is marked like a declaration, and is timed as one`, async () => {
    const [found] = mark(text, form.endsWith("directive") ? undefined : "stencil", !form.endsWith("directive"));
    assert.equal([found?.name, found?.kind], ["f", "function"]);
    const original = new Function(`${stripTypes(text.replace("export ", ""))}\nreturn f;`)() as () => void;
    const f = found!.wrap(original, {}) as Marked;
    const [u, out] = [grid([300, 200], { fill: (i, j) => i + j }), grid([300, 200])];
    f(u, out);
    assert.equal(f.diagnostics, []);
    assert.ok(out.every((value, i) => value === 2 * u[i]!));
    const report = await f.tune([u, out], { seconds: 1 });
    assert.ok((report.reference?.seconds ?? 0) > 0);
  });

test("a stencil class in a variable gets its kernel specialized; a report says how its kernel is tuned", async () => {
  const text =
    "const K = class extends StencilKernel { kernel(u, out) { for (const p of out.points()) out[p] = u[p] + 1; } };";
  const [found] = mark(text);
  const K = new Function("StencilKernel", `${text}\nreturn K;`)(StencilKernel) as new () => { kernel: Marked };
  found!.wrap(K, {});
  const { kernel } = new K();
  const [u, out] = [grid([30, 40], { fill: 1 }), grid([30, 40])];
  new K().kernel(u, out);
  assert.is(out[77], 2);
  await kernel.tune([u, out], { seconds: 1 });
  assert.match(inspect(kernel.report()), /await new K\(\)\.kernel\.tune\(\[u, out\]/);
});

test("when the two definitions differ, nothing native runs", () => {
  const [found] = mark("function f(u: Grid, out: Grid) { for (const p of out.points()) out[p] = 2 * u[p]; }");
  const lying = (u: number[], out: number[]) => {
    for (let i = 0; i < out.length; i++) out[i] = 3 * u[i]!;
  };
  const f = found!.wrap(lying, {}) as Marked;
  const u = grid([4, 5], { fill: 1 });
  const out = grid([4, 5]);
  f(u, out);
  assert.equal(
    f.diagnostics.map(({ code }) => code),
    ["ORACLES_DIFFER"],
  );
  assert.is(out[7], 3);
});

test.run();
