// Magics about the notebook: its names, its environment and folders, its files, its packages, its output.
// Time limit: 300 s
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../../support/root.ts";
import { openSession } from "../session/harness.ts";

const session = await openSession();
const { run, folder } = session;
const home = realpathSync(folder);

const names = suite("names");
names("%who and %whos: types, shapes, sizes", async () => {
  await run('import { grid } from "taipan";\nconst count = 3, word = "so", u = grid([4, 5]);\nclass Box {}');
  await run(
    "const list = [1, 2], map = new Map([[1, 2]]), box = new Box();\nfunction f(a: number, b = 2) { return a + b }",
  );
  assert.is((await run("%who number string")).stdout, "count  word\n");
  const rows = (await run("%whos")).stdout.split("\n").map((line) => line.replace(/ {2,}/g, "  "));
  assert.is(rows[0], "Name  Type  Value");
  for (const row of [
    "count  number  3",
    "word  string  'so'",
    "u  Grid  f64 [4, 5], 160 B",
    "Box  class",
    "list  Array  2 elements: [ 1, 2 ]",
    "map  Map  1 entries: Map(1) { 1 => 2 }",
    "box  Box  Box {}",
    "f  function  (a, b = 2)",
  ]) {
    assert.ok(
      rows.some((each) => each.startsWith(row)),
      `${row} is not in\n${rows.join("\n")}`,
    );
  }
  assert.is((await run("%whos word")).stdout.split("\n").length, 4);
  assert.is((await run("%whos cuont")).error?.evalue, "the notebook has no cuont; did you mean count?");
  assert.is((await run("const all = %who number\nall")).text, "[ 'count' ]");
});
names("%reset of some", async () => {
  assert.is((await run("%reset word list\n[typeof word, typeof list, count]")).text, "[ 'undefined', 'undefined', 3 ]");
  assert.is((await run("const word = 1\nword")).text, "1");
});
names("%reset of all asks, or is told -f", async () => {
  const refused = run("%reset\ncount", {
    onEvent(event) {
      if (event.kind !== "input") return;
      assert.match(event.prompt, /^Remove all \d+ names/);
      session.answer("n");
    },
  });
  assert.is((await refused).text, "3");
  assert.match((await refused).stdout, "nothing is removed");
  const { error } = await run("%reset", { allowStdin: false });
  assert.is(error?.evalue, "this front end takes no input: write %reset -f to remove all names");
  await run("%reset", { onEvent: (event) => event.kind === "input" && session.answer("y") });
  assert.is((await run("[typeof count, typeof f]")).text, "[ 'undefined', 'undefined' ]");
  await run("const display = 5, again = 1");
  assert.is((await run("%reset -f\n[typeof display, typeof again]")).text, "[ 'function', 'undefined' ]");
  assert.is((await run("%who")).stdout, "no names\n");
});
names.run();

const environment = suite("environment and folders");
environment("%env lists, gets and sets", async () => {
  assert.is((await run("%env TAIPAN_A=1 2\n%env TAIPAN_A")).text, "'1 2'");
  assert.is((await run("%env TAIPAN_B three\n!echo $TAIPAN_B")).stdout, "three\n");
  assert.is((await run("const env = %env\nenv.TAIPAN_A")).text, "'1 2'");
  assert.match(
    (await run("%env TAIPAN_AA")).error?.evalue ?? "",
    /^the environment has no TAIPAN_AA; did you mean TAIPAN_A/,
  );
});
environment("%cd moves files and commands, and not imports", async () => {
  mkdirSync(join(folder, "below"));
  writeFileSync(join(folder, "beside.ts"), "export const beside = 7;\n");
  assert.is((await run("%cd below")).stdout, `${join(home, "below")}\n`);
  assert.is((await run("%pwd")).text, `'${join(home, "below")}'`);
  assert.is((await run("!pwd")).stdout, `${join(home, "below")}\n`);
  assert.is((await run('import { beside } from "./beside";\nbeside')).text, "7");
  assert.is((await run("%cd -")).stdout, `${home}\n`);
  await run("%cd /\n%cd");
  assert.is((await run("process.cwd()")).text, `'${home}'`);
  const { error } = await run("1;\n%cd nowhere");
  assert.is(error?.evalue, `${join(home, "nowhere")} does not exist`);
  assert.match(error!.traceback.join("\n"), /line 2:5/);
});
environment.run();

const files = suite("files");
files("%%writefile, also behind what is there, and %load", async () => {
  assert.is(
    (await run("%%writefile made/plus.ts\nexport const plus = (a: number) => a + 1;\n%who")).stdout,
    "Wrote made/plus.ts\n",
  );
  assert.is(readFileSync(join(folder, "made/plus.ts"), "utf8"), "export const plus = (a: number) => a + 1;\n%who\n");
  assert.is(
    (await run("%%writefile made/plus.ts\nexport const plus = (a: number) => a + 1;")).stdout,
    "Overwrote made/plus.ts\n",
  );
  assert.is((await run("%%writefile -a made/plus.ts\n// more")).stdout, "Appended to made/plus.ts\n");
  assert.is((await run('import { plus } from "./made/plus";\nplus(1)')).text, "2");
  await run("%load made/plus.ts");
  const done = session.messages.findLast((message) => message.kind === "done");
  assert.equal(done?.kind === "done" && done.payload, [
    {
      source: "set_next_input",
      text: "// %load made/plus.ts\nexport const plus = (a: number) => a + 1;\n// more",
      replace: true,
    },
  ]);
  assert.match((await run("%load nothing.ts")).error?.evalue ?? "", /nothing\.ts does not exist$/);
  assert.match((await run("%%writefile made\nx")).error?.evalue ?? "", /made is a folder$/);
  assert.match((await run("%load")).error?.evalue ?? "", "%load needs a file");
});
files.run();

const markup = suite("markup");
for (const [name, type] of [
  ["html", "text/html"],
  ["markdown", "text/markdown"],
  ["svg", "image/svg+xml"],
  ["latex", "text/latex"],
] as const) {
  markup(`%%${name}`, async () => {
    const { events } = await run(`%%${name}\n<b>\n!x\n%who`);
    const [shown] = events;
    assert.is(events.length, 1);
    if (shown?.kind !== "display_data") throw new Error(`${shown?.kind} instead of a display`);
    assert.is((shown.content.data as Record<string, string>)[type], "<b>\n!x\n%who");
  });
}
markup("%%js is JavaScript, and its types are errors", async () => {
  assert.is((await run("%%js\nvar a = 1;\na + 1")).text, "2");
  const { error } = await run("%%js\nlet ok = 1;\nlet b: number = 1");
  assert.is(error?.ename, "SyntaxError");
  assert.match(error!.traceback.join("\n"), /line 3:/);
});
markup.run();

const npm = suite("%npm");
npm("an installed package is there at once, also after an import that has failed", async () => {
  mkdirSync(join(folder, "source/lib"), { recursive: true });
  const manifest = { name: "pack", version: "1.2.3", exports: { ".": "./lib/main.js" } };
  writeFileSync(join(folder, "source/package.json"), JSON.stringify(manifest));
  writeFileSync(join(folder, "source/lib/main.js"), "module.exports = { answer: 42 };");
  mkdirSync(join(folder, "node_modules"));
  const { error } = await run('import pack from "pack"');
  assert.match(error!.traceback.join("\n"), "%npm install pack");
  assert.is((await run('import pack from "pack"')).status, "error");
  assert.is((await run('require("pack")')).error?.evalue.split("\n")[0], "Cannot find module 'pack'");
  assert.match((await run("%npm install -D ./source")).stdout, /added 1 package/);
  assert.is((await run('import pack from "pack";\npack.answer')).text, "42");
  assert.is((await run('require("pack").answer')).text, "42");
  const { devDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  assert.equal(Object.keys(devDependencies), ["pack"]);
  assert.match((await run("const tree = %npm ls\ntree.text")).text ?? "", /pack@1\.2\.3/);
});
npm("its output is shown while it installs", async () => {
  mkdirSync(join(folder, "slow"));
  const install = "echo first; until [ -e gate ]; do sleep 0.05; done; echo last";
  writeFileSync(join(folder, "slow/package.json"), JSON.stringify({ name: "slow", scripts: { install } }));
  const cell = await run("%npm install --foreground-scripts ./slow", {
    onEvent(event) {
      if (event.kind === "stdout" && event.text.includes("first")) writeFileSync(join(folder, "slow/gate"), "");
    },
  });
  assert.match(cell.stdout, /first\n[\s\S]*last\n[\s\S]*added 1 package/);
});
npm("what fails, fails the cell", async () => {
  const { error, stderr } = await run("%npm install ./not-there");
  assert.match(error?.evalue ?? "", /^npm install ended with exit code \d+$/);
  assert.match(stderr, "not-there");
  assert.match((await run("%npm")).error?.evalue ?? "", "%npm needs a command");
});
npm("never into Taipan's own package", async () => {
  const inside = await openSession(join(packageRoot, "dist"));
  const { error } = await inside.run("%npm install left-pad");
  assert.match(error?.evalue ?? "", /^%npm install would change Taipan's own package, .*; run %npm init -y first/);
  await inside.close();
});
npm.after(() => session.close());
npm.run();
