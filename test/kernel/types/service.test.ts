// Completion and hover over the cells of a notebook, by TypeScript itself.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createTypeService, type TypeService } from "../../../kernel/types/service.ts";
import { temporaryFolder } from "../../support/temp.ts";

const folder = join(temporaryFolder("types"), "a nötebook");
mkdirSync(folder);
writeFileSync(join(folder, "helper.ts"), "/** Twice. */\nexport const twice = (x: number): number => 2 * x;\n");
const reports: string[] = [];
const plain = { marked: false };
let types: TypeService;

test.before(() => {
  types = createTypeService(folder, (text) => reports.push(text));
  types.define(
    "interface Point { x: number; y: number }\nconst origin: Point = { x: 0, y: 0 };\nlet total = 0;",
    plain,
  );
  types.define(
    "/** Distance from the origin. */\nfunction norm(p: Point): number { return Math.hypot(p.x, p.y); }",
    plain,
  );
});
test.after(async () => {
  await types.end();
  assert.equal(reports, []);
});

const complete = async (code: string, offset = code.length): Promise<readonly string[]> =>
  (await types.complete(code, offset, plain)).entries.map(({ name }) => name);
const hover = async (code: string, offset = 1) => (await types.inspect(code, offset, plain))?.type;

test("members of a value of an earlier cell", async () => {
  assert.equal(await complete("origin."), ["x", "y"]);
  assert.ok((await complete("norm(origin).")).includes("toFixed"));
  assert.equal(await complete("norm(origin).toFi"), ["toFixed"]);
});

test("free names: the notebook's, the cell's own, the language's, globals", async () => {
  assert.equal(await complete("nor"), ["norm"]);
  const names = await complete("const local1 = 1; l");
  for (const name of ["local1", "let"]) assert.ok(names.includes(name), name);
  assert.ok((await complete("struct")).includes("structuredClone"));
  assert.ok((await complete("f(...ori")).includes("origin"));
});

test("what replaces what", async () => {
  const { start, end } = await types.complete("1 + origin.x; norm(ori", 22, plain);
  assert.equal([start, end], [19, 22]);
});

test("import specifiers, packages and files beside the notebook", async () => {
  assert.ok((await complete('import { } from "node:f')).includes("node:fs"));
  assert.ok((await complete('import { } from "./hel')).some((name) => name.startsWith("helper")));
  types.define('import { twice } from "./helper.ts";', plain);
  assert.is(await hover("twice(2)"), "(x: number) => number");
  assert.is((await types.inspect("twice", 1, plain))?.documentation, "Twice.");
});

test("hover: type and documentation, also from within a call", async () => {
  const found = await types.inspect("norm(origin, ", 13, plain);
  assert.equal(found, { name: "norm", type: "(p: Point) => number", documentation: "Distance from the origin." });
  assert.is(await hover("nothingSuch"), undefined);
  assert.is(await hover("   "), undefined);
});

test("a redeclaration has its own type, and cells that saw the old one keep it", async () => {
  types.define("const thing = 1", plain);
  types.define("const user = () => thing", plain);
  types.define('const thing = "text"', plain);
  assert.is(await hover("thing"), '"text"');
  assert.is(await hover("user"), "() => number");
});

test("names beyond ASCII, and offsets behind them", async () => {
  types.define("const größe = { länge: 1 }", plain);
  assert.equal(await complete("'😀'; größe.l"), ["länge"]);
});

test("the package's own module", async () => {
  types.define('import { grid } from "taipan"; const u = grid([4, 4]);', plain);
  const members = await complete("u.");
  for (const name of ["at", "interior", "shape", "neighbors"]) assert.ok(members.includes(name), name);
  assert.ok((await complete('import { gr } from "taipan"', 11)).includes("grid"));
  assert.equal(await complete('grid([2], { boundary: "cl'), ["clamp"]);
  assert.equal(await complete("grid([2], { bou"), ["boundary"]);
  assert.not(members.includes("Symbol"));
});

test("a marked function has further members, and its cell may name the package's types", async () => {
  types.define("function blur(u: Grid, out: Grid) { for (const p of out.interior()) out[p] = u[p]; }", {
    marked: true,
  });
  const members = await complete("blur.");
  for (const name of ["reference", "tune", "report", "explain", "iterate", "async", "diagnostics"]) {
    assert.ok(members.includes(name), name);
  }
  const { entries } = await types.complete("function g(u: Grid) { u.int }", 27, { marked: true });
  assert.ok(entries.some(({ name }) => name === "interior"));
});

test("a cell that doesn't parse changes nothing", async () => {
  types.define("const broken = {", plain);
  assert.equal(await complete("origin."), ["x", "y"]);
});

test("more cells than there were modules; cells that nothing leads to are forgotten", async () => {
  for (let i = 0; i < 130; i++) types.define(`const v${i} = { a${i}: ${i} }`, plain);
  for (let i = 0; i < 300; i++) types.define(`const again = { b${i}: ${i} }`, plain);
  assert.equal(await complete("v129."), ["a129"]);
  assert.equal(await complete("v0."), ["a0"]);
  assert.equal(await complete("again."), ["b299"]);
  assert.equal(await complete("origin."), ["x", "y"]);
});

test("nothing is written to the notebook's folder", () => {
  assert.equal(readdirSync(folder), ["helper.ts"]);
});

test.run();
