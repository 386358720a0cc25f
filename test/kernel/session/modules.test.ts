// Files and packages that cells import: TypeScript beside the notebook, edited files, "taipan" from anywhere.
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../../support/temp.ts";
import { type CellOutput, openSession } from "./harness.ts";

const folder = join(temporaryFolder("modules"), "a notebook's folder, 日本");
mkdirSync(folder);
const session = await openSession(folder);
const { run } = session;
let clock = Date.now() / 1000;
/** Writes a file so that its time differs from before, whatever the clock's resolution. */
const write = (name: string, text: string): void => {
  const path = join(folder, name);
  writeFileSync(path, text);
  utimesSync(path, clock, ++clock);
};
const traceback = ({ error }: CellOutput): string => stripVTControlCharacters(error?.traceback.join("\n") ?? "");

const files = suite("TypeScript files");
files("import, with and without extension, and as .js", async () => {
  write("physics.ts", "interface Body { mass: number }\nexport const weight = (b: Body): number => 9.81 * b.mass;\n");
  mkdirSync(join(folder, "lib"));
  write("lib/index.ts", "export const name = 'lib' as const;\n");
  assert.is((await run('import { weight } from "./physics"; weight({ mass: 2 })')).text, "19.62");
  assert.is((await run('(await import("./physics.ts")).weight({ mass: 1 })')).text, "9.81");
  assert.is((await run('(await import("./physics.js")).weight({ mass: 1 })')).text, "9.81");
  assert.is((await run('(await import("./lib")).name')).text, "'lib'");
});
files("an edited file is loaded anew, one that is not keeps its state", async () => {
  write("state.ts", "export const box = { n: 0 };\n");
  await run('import { box } from "./state"; box.n = 5');
  assert.is((await run('(await import("./state")).box.n')).text, "5");
  write("state.ts", "export const box = { n: 100 };\n");
  assert.is((await run('(await import("./state")).box.n')).text, "100");
});
files("a file that imports an edited file is loaded anew too", async () => {
  write("constants.ts", "export const g = 9.81;\n");
  write("uses.ts", 'import { g } from "./constants.ts";\nexport const twice = (): number => 2 * g;\n');
  assert.is((await run('(await import("./uses")).twice()')).text, "19.62");
  write("constants.ts", "export const g = 1.5;\n");
  assert.is((await run('(await import("./uses")).twice()')).text, "3");
});
files("an error in one points at its TypeScript", async () => {
  write(
    "throws.ts",
    "interface Long {\n  a: number;\n}\n\nexport function fail(x: Long): never {\n  throw new RangeError('no ' + x.a);\n}\n",
  );
  const text = traceback(await run('import { fail } from "./throws";\n\nfail({ a: 1 })'));
  assert.match(text, /^RangeError: no 1\nthrows\.ts, line 6:9\n/);
  assert.match(text, "> 6 |   throw new RangeError('no ' + x.a);");
  assert.match(text, /at fail \(throws\.ts, line 6:9\)\n +at Cell \d+, line 3:1$/);
});
files("a namespace of several blocks, and errors in it", async () => {
  write(
    "blocks.ts",
    "export namespace B { export const a = [1] }\nexport namespace B {\n  export const twice = () => a[0]! + a.map((x) => x.nope.no)[0]\n}\nexport const n = 1;\n",
  );
  assert.match(
    traceback(await run('import { B } from "./blocks";\nB.twice()')),
    /^TypeError: .*\nblocks\.ts, line 3:58\n/,
  );
});
files("one that does not parse shows where", async () => {
  write("broken.ts", "export const a = 1;\nlet b = ;\n");
  const text = traceback(await run('import { a } from "./broken"'));
  assert.match(text, /^SyntaxError: Expression expected\nbroken\.ts, line 2:9\n/);
  write("broken.ts", "export const a = 2;\n");
  assert.is((await run('import { a } from "./broken"; a')).text, "2");
});
files("a file that is not there", async () => {
  const text = traceback(await run('import "./absent"'));
  assert.match(text, /^Error: Cannot find module .*absent' imported from Cell \d+\nCell \d+, line 1:1\n/);
  assert.not.match(text, /npm install|ERR_/);
});
files.run();

const taipan = suite('"taipan"');
taipan("from a cell, a TypeScript file, and again: one instance", async () => {
  write("grids.ts", 'import { Grid, grid } from "taipan";\nexport { Grid };\nexport const made = grid([3, 3]);\n');
  const cell = await run('import { Grid as FromFile, made } from "./grids"; made instanceof FromFile');
  assert.is(cell.text, "true", cell.error?.evalue);
  assert.is(
    (await run('import { Grid } from "taipan"; [Grid === FromFile, made instanceof Grid]')).text,
    "[ true, true ]",
  );
  assert.is((await run('Grid === (await import("taipan")).Grid')).text, "true");
});
taipan("from a file of a session that has not loaded it yet", async () => {
  const other = await openSession(folder);
  const cell = await other.run('import { made } from "./grids"; made.length');
  assert.is(cell.text, "9", cell.error?.evalue);
  assert.is((await other.run('import { Grid } from "taipan"; made instanceof Grid')).text, "true");
  await other.close();
});
taipan.run();

const marks = suite("marked cells");
marks("a function is specialized, reads what it captures at each call, and draws a card", async () => {
  await run("const performance = 100;");
  const cell = await run(`%%stencil --tune off
function scaled(u: Grid, out: Grid) {
  for (const p of out.interior()) out[p] = factor * u[p] + performance;
}`);
  assert.is(cell.status, "ok", traceback(cell));
  assert.is(cell.events[0]?.kind, "display_data");
  await run(
    'import { grid } from "taipan"; const u = grid([4, 4], { fill: (i, j) => i + j }); const out = grid([4, 4]);',
  );
  await run("let factor = 2;");
  assert.is(
    (await run("scaled(u, out); [out[5], typeof scaled.report, scaled.name]")).text,
    "[ 104, 'function', 'scaled' ]",
  );
  assert.is((await run("factor = 3; scaled(u, out); out[5]")).text, "106");
  assert.is((await run("scaled.reference(u, out); out[5]")).text, "106");
});
marks("a directive marks a function of an ordinary cell", async () => {
  const cell = await run(
    'function plain() { return 1 }\nfunction copied(u: Grid, out: Grid) { "use stencil"; for (const p of out.interior()) out[p] = u[p] }\ncopied(u, out); [out[5], typeof copied.report, typeof (plain as any).report]',
  );
  assert.is(cell.text, "[ 2, 'function', 'undefined' ]", traceback(cell));
});
marks("a function in a variable is marked as well; a total over points is the cell's value", async () => {
  const cell = await run(
    `%%stencil --tune off
const energy = (u: Grid) => {
  let sum = 0;
  for (const p of u.points()) sum += u[p] * u[p];
  return sum / u.shape[0];
};
[energy(u), energy.diagnostics, typeof energy.report]`,
  );
  assert.is(cell.text, "[ 46, [], 'function' ]", traceback(cell));
});
marks("the paper's class", async () => {
  const cell = await run(
    '%%stencil --tune off\nimport { StencilKernel } from "taipan";\nclass K extends StencilKernel { kernel(a: Grid, b: Grid) { for (const p of b.interior()) b[p] = a[p] * 5 } }\nnew K().kernel(u, out); out[5]',
  );
  assert.is(cell.text, "10", traceback(cell));
});
marks("one that can't be specialized runs all the same", async () => {
  const cell = await run(
    "%%stencil\nfunction chatty(u: Grid, out: Grid) { for (const p of out.interior()) { out[p] = u[p]; console.log('at', p) } }\nchatty(u, out); out[5]",
  );
  assert.is(cell.text, "2", traceback(cell));
  assert.match(cell.stdout, "at 5\n");
});
marks("text that does not parse: the cell's line, magic line included", async () => {
  const text = traceback(await run("%%stencil\nfunction f(u: Grid) {\n  let b = ;\n}"));
  assert.match(text, /Cell \d+, line 3:11\n/);
  assert.match(text, "> 3 |   let b = ;\n    |           ^");
});
marks("an unknown specializer, and two magics at once, point at their line", async () => {
  assert.match(traceback(await run("// so\n%%specialize nope\nfunction f() {}")), /nope[\s\S]*line 2:1\n/);
  assert.match(traceback(await run("%%stencil\n%%specialize map\nfunction f() {}")), /line 2:1\n/);
});
marks("an error inside points at the cell, below the magic", async () => {
  const text = traceback(
    await run(
      "%%stencil --tune off\nfunction helper(): never { throw new Error('in') }\nfunction f2(a: Grid, b: Grid) { for (const p of b.interior()) b[p] = a[p]; }\nhelper()",
    ),
  );
  assert.match(text, /at helper \(Cell \d+, line 2:34\)\n +at Cell \d+, line 4:1$/);
});
marks.run();

const background = suite("errors that no cell waits for");
background("are told on stderr, and the cell and the session go on", async () => {
  const cell = await run(
    'setTimeout(() => { throw new TypeError("in a timer") }, 1);\nvoid Promise.reject(new RangeError("rejected"));\nawait new Promise((resolve) => setTimeout(resolve, 30)); 7',
  );
  assert.is(cell.text, "7");
  const text = stripVTControlCharacters(cell.stderr);
  assert.match(text, /Uncaught TypeError: in a timer\nCell \d+, line 1:26\n/);
  assert.match(text, /Uncaught RangeError: rejected\nCell \d+, line 2:21\n/);
});
background.after(() => session.close());
background.run();
