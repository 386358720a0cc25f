// Packages that throw while they are imported: the error shows where, and once mended they load, in the same session.
// Time limit: 300 s
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, type Executed, startKernel } from "./client.ts";

const folder = temporaryFolder("failed-imports");
const test = suite("packages that throw");
let client: Client;
test.before(async () => {
  client = await startKernel({ folder });
  await client.execute("const home = process.pid");
});
test.after(() => client.close());

const traceback = ({ reply }: Executed): string =>
  stripVTControlCharacters(((reply.traceback ?? []) as readonly string[]).join("\n"));
const shown = ({ outputs, reply }: Executed): string | undefined =>
  (outputs.find(({ header }) => header.msg_type === "execute_result")?.content.data as Record<string, string>)?.[
    "text/plain"
  ] ?? JSON.stringify(reply);
const write = (name: string, type: Format, text: string): void => {
  const home = join(folder, "node_modules", name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ name, type, main: "./index.js" }));
  writeFileSync(join(home, "index.js"), text);
};

type Format = "module" | "commonjs";
const WAYS: Readonly<Record<string, (name: string) => string>> = {
  import: (name) => `import * as it from ${JSON.stringify(name)};\n[it.n, process.pid === home]`,
  "import()": (name) => `const { n } = await import(${JSON.stringify(name)});\n[n, process.pid === home]`,
  "require()": (name) => `const required = require(${JSON.stringify(name)});\n[required.n, process.pid === home]`,
};
const exported: Readonly<Record<Format, (n: number) => string>> = {
  module: (n) => `export const n = ${n};\n`,
  commonjs: (n) => `exports.n = ${n};\n`,
};
for (const format of ["module", "commonjs"] as const) {
  for (const [way, code] of Object.entries(WAYS)) {
    if (format === "module" && way === "require()") continue; // not in every version of Node
    const name = `${format}-${way.replace("()", "-call")}`;
    test(`${format} by ${way}: throws, throws again, is mended, stays`, async () => {
      for (const [line, message] of [
        [2, "first"],
        [3, "second"],
      ] as const) {
        write(name, format, `${exported[format](0)}${"\n".repeat(line - 2)}throw new RangeError("${message}");\n`);
        const cell = await client.execute(code(name));
        assert.is(cell.reply.ename, "RangeError", JSON.stringify(cell.reply));
        assert.is(cell.reply.evalue, message);
        assert.match(traceback(cell), new RegExp(`${name}/index\\.js:${line}:7`));
      }
      write(name, format, exported[format](5));
      assert.is(shown(await client.execute(code(name))), "[ 5, true ]");
      write(name, format, exported[format](6));
      assert.is(shown(await client.execute(code(name))), "[ 5, true ]", "a package that loaded is not loaded again");
    });
  }
}
test("after an await, and in a file that a package imports", async () => {
  write("inner", "module", 'await null;\nthrow new TypeError("inside");\nexport const n = 0;\n');
  write("outer", "module", 'export { n } from "inner";\n');
  writeFileSync(join(folder, "beside.ts"), 'export { n } from "outer";\n');
  const cell = await client.execute('import { n as all } from "./beside"; all');
  assert.is(cell.reply.evalue, "inside", JSON.stringify(cell.reply));
  assert.match(traceback(cell), /inner\/index\.js:2:7/);
  write("inner", "module", "export const n = 7;\n");
  assert.is(shown(await client.execute('import { n as all } from "./beside"; all')), "7");
  assert.is(shown(await client.execute('(await import("outer")).n')), "7");
});
test("what loaded beside a package that throws is not evaluated again", async () => {
  await client.execute(
    "globalThis.evaluated = {}; globalThis.count = (name) => evaluated[name] = (evaluated[name] ?? 0) + 1",
  );
  write("whole", "module", 'count("whole"); export const n = 1;\n');
  write("common", "commonjs", 'count("common"); exports.n = 2;\n');
  mkdirSync(join(folder, "node_modules", "json"), { recursive: true });
  writeFileSync(join(folder, "node_modules", "json", "package.json"), '{ "name": "json", "exports": "./data.json" }');
  writeFileSync(join(folder, "node_modules", "json", "data.json"), "[1]");
  write("needed", "module", 'import "common"; count("needed"); export const n = 3;\n');
  // a circle with one that throws is broken, and so is what imports it
  write("circle", "module", 'import { late } from "half"; count("circle"); export const n = () => late;\n');
  const half = (last: string): string =>
    `import "needed"; import { n } from "circle"; import list from "json" with { type: "json" };\ncount("half"); export const late = [n, list]; ${last}\n`;
  write("half", "module", half('throw new Error("half");'));
  writeFileSync(join(folder, "own.ts"), 'count("own"); export const own: number = 1;\n');
  const code =
    'import { n as w } from "whole"; import { own } from "./own"; import { late } from "half"; import js from "json" with { type: "json" }; [late[0]() === late, late[1] === js, w, own]';
  assert.is((await client.execute(code)).reply.evalue, "half");
  assert.is((await client.execute(code)).reply.evalue, "half");
  write("half", "module", half(""));
  assert.is(shown(await client.execute(code)), "[ true, true, 1, 1 ]");
  assert.is(
    shown(await client.execute("JSON.stringify(evaluated)")),
    `'{"whole":1,"own":1,"common":1,"needed":1,"circle":3,"half":3}'`,
  );
});
test("text that does not parse, and a name that is not exported", async () => {
  write("unparsed", "module", "export const n = ;\n");
  assert.is((await client.execute('import { n as u } from "unparsed"; u')).reply.ename, "SyntaxError");
  write("unparsed", "module", "export const other = 1;\n");
  assert.is((await client.execute('(await import("unparsed")).n')).reply.status, "ok");
});
test('"taipan" stays one instance when a package beside it fails', async () => {
  write("beside", "module", 'throw new Error("beside");\n');
  const failed = await client.execute('import "taipan"; import "beside"');
  assert.is(failed.reply.evalue, "beside", JSON.stringify(failed.reply));
  await client.execute('import { Grid } from "taipan"; const First = Grid');
  assert.is((await client.execute('import "beside"')).reply.evalue, "beside");
  assert.is(shown(await client.execute('(await import("taipan")).Grid === First')), "true");
});
test.run();
