// A specializer of one's own, from its registration to native code: one object and one template for each target.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { map } from "../../specializers/map/index.ts";
import { temporaryFolder } from "../support/temp.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("register");
const { DiagnosticError, markCell, registerSpecializer, registerTemplate, specialize, specializerNames } = await import(
  "../../specializers/index.ts"
);

const test = suite("a specializer of one's own");

const entry = (head: string, length: string) => `int32_t ${head}{{entryParameters}}, const int32_t *cancel) {
if (*cancel) return 1;
for (int64_t q = 0; q < ${length}; q++) {
{{#each sweeps}}
{{#each row}}
{{this}} // a plain loop of my own, scaled by {{@root.data.scale}}
{{/each}}
{{/each}}
}
return 0;
}
`;
const c = `#include <stdint.h>
{{> c/prelude}}
${entry("taipan_run(", "{{data.length}}")}${entry("taipan_any(const int64_t *extents, ", "extents[0]")}`;

registerTemplate("mine/loop.c", c);
registerTemplate("mine/loop.js", "{{> js/program}}");
registerSpecializer({
  ...map,
  name: "mine",
  lower: (program, call, config) => {
    const lowered = map.lower(program, call, config);
    return { ...lowered, template: "mine/loop", data: { length: lowered.extents[0], scale: 2 } };
  },
});

test("is asked after those that are there, and by its name", () => {
  assert.equal(specializerNames(), ["stencil", "map", "mine"]);
  assert.throws(() => specialize("yours", (x: number) => x), /there is no specializer "yours".*stencil, map, mine/);
});

test("its template makes the code that serves, verified like any other", () => {
  const f = specialize("mine", (x: number, y: number) => Math.max(x, y) + 1);
  const [x, y] = [
    Float64Array.from({ length: 50_000 }, (_, i) => i % 7),
    Float64Array.from({ length: 50_000 }, (_, i) => i % 5),
  ];
  const out = new Float64Array(50_000);
  (f as unknown as (...args: readonly unknown[]) => void)(x, y, out);
  assert.ok(out.every((value, i) => value === Math.max(x[i]!, y[i]!) + 1));
  assert.equal(f.diagnostics, []);
  assert.match(f.explain().text, /a plain loop of my own, scaled by 2/);
});

test("a template that computes something else is found out: JavaScript serves", () => {
  registerTemplate("mine/loop.c", c.replace("{{this}}", "{{this}} {{@root.data.wrong}}"));
  const f = specialize("mine", (x: number) => 3 * x);
  const [x, out] = [Float64Array.from({ length: 50_000 }, (_, i) => i), new Float64Array(50_000)];
  assert.throws(
    () => (f as unknown as (...args: readonly unknown[]) => void)(x, out),
    /Template mine\/loop\.c\.hbs.*wrong/,
  );
  registerTemplate("mine/loop.c", c.replaceAll("q++", "q += 2"));
  const g = specialize("mine", (x: number) => 5 * x);
  (g as unknown as (...args: readonly unknown[]) => void)(x, out);
  assert.ok(out.every((value, i) => value === 5 * i));
  assert.match(g.explain().text, /its result was not right/);
  const only = specialize("mine", (x: number) => 5 * x, { targets: ["openmp"] });
  (only as unknown as (...args: readonly unknown[]) => void)(x, out.fill(0));
  assert.ok(out.every((value, i) => value === 5 * i));
  assert.is(only.diagnostics[0]?.code, "CALL_TARGETS");
  assert.match(
    only.diagnostics[0]?.message ?? "",
    /\(openmp\).*: its result was not right \(.*\), so it is not used\.$/,
  );
  registerTemplate("mine/loop.js", '"use strict"; return function {{functionName}}({{parameters}}) { return 0; }');
  const none = specialize("mine", (x: number) => 7 * x);
  (none as unknown as (...args: readonly unknown[]) => void)(x, out);
  assert.ok(out.every((value, i) => value === 7 * i));
  assert.is(none.diagnostics[0]?.code, "CALL_UNSERVED");
  assert.match(none.diagnostics[0]?.message ?? "", /: the js target's result was wrong at/);
  registerTemplate("mine/loop.c", c);
  registerTemplate("mine/loop.js", "{{> js/program}}");
});

test("a cell names it in its magic", () => {
  const options = { tune: "off", seconds: 1, targets: undefined, exact: false, explain: false } as const;
  const source = { name: "Cell 1", text: "function f(x: number) { return x + 1; }", firstLine: 2 };
  const [found] = markCell({ source, specializer: "mine", all: true, options });
  assert.is(found?.name, "f");
  const text = "function f(u: Grid) { for (const p of u.points()) u[p] = 1; }";
  assert.throws(
    () => markCell({ source: { ...source, text }, specializer: "mine", all: true, options }),
    (error: unknown) => error instanceof DiagnosticError && error.diagnostic.code === "MARK_NOTHING",
  );
});

test("map counts the arguments that it takes, not the array that it makes", () => {
  const f = specialize.map((x: number, y: number) => x + y) as unknown as { map(...args: readonly unknown[]): unknown };
  assert.throws(() => f.map(new Float64Array(3)), /\.map` takes 2 arguments; the call has 1\./);
  assert.equal(f.map(Float64Array.of(1, 2), 3), Float64Array.of(4, 5));
});

test.run();
