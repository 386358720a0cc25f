// Completion and hover over the cells of a notebook, by TypeScript itself.
import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
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
const define = (code: string, options = plain): void => types.begin(code, options).release();

test.before(() => {
  types = createTypeService({ folder, report: (text) => reports.push(text) });
  define("interface Point { x: number; y: number }\nconst origin: Point = { x: 0, y: 0 };\nlet total = 0;", plain);
  define("/** Distance from the origin. */\nfunction norm(p: Point): number { return Math.hypot(p.x, p.y); }", plain);
});
test.after(async () => {
  await types.end();
  assert.equal(reports, []);
});

const complete = async (code: string, offset = code.length): Promise<readonly string[]> =>
  (await types.complete(code, offset, plain)).entries.map(({ name }) => name);
const inspect = async (code: string, offset: number) => {
  const found = await types.inspect(code, offset, plain);
  return found?.kind === "name" ? found : undefined;
};
const hover = async (code: string, offset = 1) => (await inspect(code, offset))?.type;
const call = async (code: string, offset = code.length) => {
  const found = await types.inspect(code, offset, plain);
  return found?.kind === "call" ? found : undefined;
};

test("members of a value of an earlier cell", async () => {
  assert.equal(await complete("origin."), ["x", "y"]);
  assert.ok((await complete("norm(origin).")).includes("toFixed"));
  assert.equal(await complete("norm(origin).toFi"), ["toFixed"]);
});

test("members are those of the latest declaration", async () => {
  define("const kept = [1]; let changing = { before: 1 };");
  assert.equal(await complete("changing."), ["before"]);
  assert.not.ok((await complete("kept.")).includes("total9"));
  define("const changing = { after: 1, later: 2 };");
  assert.equal(await complete("changing."), ["after", "later"]);
  define("declare global { interface Array<T> { total9(): T } var made9: number }");
  assert.ok((await complete("kept.")).includes("total9"));
  assert.equal(await complete("made"), ["made9"]);
  assert.equal(await complete("changing."), ["after", "later"]);
});

test("members of what a file beside the notebook exports, after it was edited", async () => {
  const file = join(folder, "edited.ts");
  writeFileSync(file, "export const one = { a: 1 };\n");
  define('import { one as edited } from "./edited.ts";');
  assert.equal(await complete("edited."), ["a"]);
  writeFileSync(file, "export const one = { a: 1, b: 2 };\n");
  utimesSync(file, 2e9, 2e9);
  assert.equal(await complete("edited."), ["a", "b"]);
});

test("who types is answered before a cell that ran is checked", async () => {
  const order: string[] = [];
  const recorded = types.begin("const checked1: number = 1;", plain);
  const first = complete("origin.").then(() => order.push("first"));
  const check = recorded.check().then((problems) => order.push(`check ${problems?.length}`));
  const second = first.then(() => complete("total.toF")).then(() => order.push("second"));
  await Promise.all([first, check, second]);
  assert.equal(order, ["first", "second", "check 0"]);
});

test("free names: the notebook's, the cell's own, the language's, globals", async () => {
  assert.equal(await complete("nor"), ["norm"]);
  const names = await complete("const local1 = 1; l");
  for (const name of ["local1", "let"]) assert.ok(names.includes(name), name);
  assert.ok((await complete("struct")).includes("structuredClone"));
  assert.ok((await complete("f(...ori")).includes("origin"));
  assert.ok((await complete("{ a: 1, struct")).includes("structuredClone"));
  for (const name of ["total", "Math", "while"]) assert.ok((await complete("norm(")).includes(name), name);
});

test("what replaces what", async () => {
  const { start, end } = await types.complete("1 + origin.x; norm(ori", 22, plain);
  assert.equal([start, end], [19, 22]);
});

test("import specifiers, packages and files beside the notebook", async () => {
  assert.ok((await complete('import { } from "node:f')).includes("node:fs"));
  assert.ok((await complete('import { } from "./hel')).some((name) => name.startsWith("helper")));
  define('import { twice } from "./helper.ts";', plain);
  assert.is(await hover("twice(2)"), "(x: number) => number");
  assert.is((await inspect("twice", 1))?.documentation, "Twice.");
});

test("hover: type and documentation", async () => {
  const found = await inspect("norm(origin)", 2);
  assert.is(found?.type, "(p: Point) => number");
  assert.is(found?.documentation, "Distance from the origin.");
  assert.is(await hover("nothingSuch"), undefined);
  assert.is(await hover("   "), undefined);
});

test("the declaration of what the cursor is on, where it is asked for", async () => {
  const found = await types.inspect("norm", 4, { ...plain, source: true });
  assert.match((found?.kind === "name" && found.source) || "", /^function norm\(p: Point\): number \{ return/);
});

test("help on a call: signatures, documentation, parameters, the one at the cursor", async () => {
  define("/** Mixes.\n * @param first the one\n * @param share of `second`\n */\nfunction mix(first: Point, second: Point, share?: number): Point { return first }");
  const found = await call("mix(origin, ");
  assert.equal(found?.signatures, ["mix(first: Point, second: Point, share?: number): Point"]);
  assert.is(found?.documentation, "Mixes.");
  assert.equal(found?.parameters, [
    { name: "first", documentation: "the one" },
    { name: "second", documentation: "" },
    { name: "share", documentation: "of `second`" },
  ]);
  assert.is(found?.active, 1);
  assert.is((await call("mix("))?.active, 0);
  // the word under the cursor comes first; a word that says nothing leaves the call
  assert.is((await inspect("mix(origin", 10))?.name, "origin");
  assert.is((await call("mix(nothingSuch"))?.signatures.length, 1);
  // the innermost call; none outside of parentheses or in a function's body
  assert.match((await call("mix(norm( ", 10))?.signatures[0] ?? "", /^norm\(/);
  assert.is(await call("mix(origin, origin) "), undefined);
  assert.is(await call("[1].map(() => {  })", 16), undefined);
  const overloads = await call("[1, 2].reduce( ");
  assert.is(overloads?.signatures.length, 3);
  assert.match((await call("new Map( "))?.signatures[0] ?? "", /^new Map/);
  assert.match((await call('"(" + mix( '))?.signatures[0] ?? "", /^mix\(/);
});

test("a redeclaration has its own type, and cells that saw the old one keep it", async () => {
  define("const thing = 1", plain);
  define("const user = () => thing", plain);
  define('const thing = "text"', plain);
  assert.is(await hover("thing"), '"text"');
  assert.is(await hover("user"), "() => number");
});

test("a name by itself is answered as in a text that says more", async () => {
  define("type Shape = { kind: 'round'; radius: number } | undefined;\nlet shape: Shape = { kind: 'round', radius: 2 };");
  define("enum Colour { Red, Green }\nclass Box { #secret = 1; size = 2; static made = 0; grow() {} }\nconst box = new Box();");
  define("/** Never null. */\nlet maybe: string | null = null;");
  for (const name of ["shape", "Colour", "Box", "box", "maybe", "origin", "norm"]) {
    assert.equal(await complete(`${name}.`), await complete(`; '' ; ${name}.`), name);
    assert.equal(await inspect(name, 1), await inspect(`${name}; ''`, 1), name);
    const source = { ...plain, source: true };
    assert.equal(await types.inspect(name, 1, source), await types.inspect(`${name}; ''`, 1, source), name);
  }
  assert.equal(await complete("Colour."), ["Green", "Red"]);
  assert.is(await hover("Shape"), await hover("Shape; ''"));
  // a local of the same name is another one
  assert.equal(await complete("const box = { own: 1 }; box."), ["own"]);
  assert.is(await hover("(origin: string) => origin", 2), "string");
});

test("names beyond ASCII, and offsets behind them", async () => {
  define("const größe = { länge: 1 }", plain);
  assert.equal(await complete("'😀'; größe.l"), ["länge"]);
});

test("the package's own module", async () => {
  define('import { grid } from "taipan"; const u = grid([4, 4]);', plain);
  const members = await complete("u.");
  for (const name of ["at", "interior", "shape", "neighbors"]) assert.ok(members.includes(name), name);
  assert.ok((await complete('import { gr } from "taipan"', 11)).includes("grid"));
  assert.equal(await complete('grid([2], { boundary: "cl'), ["clamp"]);
  assert.equal(await complete("grid([2], { bou"), ["boundary"]);
  assert.not(members.includes("Symbol"));
});

test("a marked function has further members, and its cell may name the package's types", async () => {
  define("function blur(u: Grid, out: Grid) { for (const p of out.interior()) out[p] = u[p]; }", {
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
  define("const broken = {", plain);
  assert.equal(await complete("origin."), ["x", "y"]);
});

test("more cells than there were modules; cells that nothing leads to are forgotten", async () => {
  for (let i = 0; i < 130; i++) define(`const v${i} = { a${i}: ${i} }`, plain);
  for (let i = 0; i < 300; i++) define(`const again = { b${i}: ${i} }`, plain);
  assert.equal(await complete("v129."), ["a129"]);
  assert.equal(await complete("v0."), ["a0"]);
  assert.equal(await complete("again."), ["b299"]);
  assert.equal(await complete("origin."), ["x", "y"]);
});

test("nothing is written to the notebook's folder", () => {
  assert.equal(readdirSync(folder), ["edited.ts", "helper.ts"]);
});

test.run();
