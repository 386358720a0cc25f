// What the front knows of magics, through a real client: completion, help, is_complete, the history, the next cell.
// Time limit: 300 s
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { BUILT_IN_SPECIALIZERS } from "../../../kernel/front/cell-reader.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { kinds, printed, startKernel } from "../client.ts";

const folder = temporaryFolder("magics");
mkdirSync(join(folder, "data/inner"), { recursive: true });
writeFileSync(join(folder, "data/points.csv"), "");
writeFileSync(join(folder, "helper.ts"), "export const helped = 1;\n");
const client = await startKernel({ folder });

/** What Tab offers at `|`, and the text that it replaces. */
const complete = async (text: string): Promise<{ readonly matches: readonly string[]; readonly replaced: string }> => {
  const position = text.indexOf("|");
  const code = text.replace("|", "");
  const { content } = await client.ask("shell", "complete_request", { code, cursor_pos: position });
  const { matches, cursor_start, cursor_end } = content as {
    readonly matches: readonly string[];
    readonly cursor_start: number;
    readonly cursor_end: number;
  };
  return { matches, replaced: code.slice(cursor_start, cursor_end) };
};
const help = async (text: string): Promise<string> => {
  const cursor_pos = text.indexOf("|");
  const { content } = await client.ask("shell", "inspect_request", { code: text.replace("|", ""), cursor_pos });
  const { data } = content as { readonly data: Record<string, string> };
  return data["text/plain"] ?? "";
};
const page = async (code: string): Promise<string> => {
  const { reply } = await client.execute(code);
  const [{ data }] = reply.payload as readonly [{ readonly data: Record<string, string> }];
  return data["text/plain"] ?? "";
};

const completion = suite("completion");
completion("names: of line magics anywhere, of cell magics above the code", async () => {
  assert.equal(await complete("%whos|"), { matches: [], replaced: "%whos" });
  assert.equal(await complete("%time|"), { matches: ["%timeit"], replaced: "%time" });
  assert.equal((await complete("%%sp|")).matches, ["%%specialize"]);
  assert.equal((await complete("f();\n%tim|")).matches, ["%time", "%timeit"]);
  assert.ok(!(await complete("f();\n%|")).matches.includes("%%time"));
  assert.equal((await complete("const x = %pw|")).matches, ["%pwd"]);
  assert.equal((await complete("// so\n%%tim|")).matches, ["%%time", "%%timeit"]);
});
completion("options and their values", async () => {
  assert.equal((await complete("%%stencil --tune |")).matches, ["idle", "now", "off"]);
  assert.equal((await complete("%%stencil --s|\nf()")).matches, ["--seconds"]);
  assert.equal((await complete("%timeit -|")).matches, ["-n", "-r"]);
  assert.equal((await complete("%npm un|")).matches, ["uninstall"]);
});
completion("paths, folders", async () => {
  assert.equal(await complete("%load hel|"), { matches: ["helper.ts"], replaced: "hel" });
  assert.equal(await complete("%load data/|"), { matches: ["inner/", "points.csv"], replaced: "" });
  assert.equal(await complete("%cd data/i|"), { matches: ["inner/"], replaced: "i" });
  assert.equal((await complete("!cat data/po|")).matches, ["points.csv"]);
  assert.equal((await complete("%%writefile data/po|\nx")).matches, ["points.csv"]);
  await client.execute("%cd data");
  assert.equal((await complete("%load po|")).matches, ["points.csv"]);
  await client.execute("%cd");
});
completion("names of the notebook, and of specializers", async () => {
  await client.execute("const temperature = 1, tempo = 2");
  assert.equal((await complete("%whos temp|")).matches, ["temperature", "tempo"]);
  assert.equal((await complete("%%specialize |")).matches.slice(0, 2), [...BUILT_IN_SPECIALIZERS]);
  assert.equal((await complete("%%specialize s|")).matches, ["stencil"]);
});
completion("code behind a magic, and below one", async () => {
  assert.ok((await complete("%timeit -n 2 tempera|")).matches.includes("temperature"));
  assert.ok((await complete("%%time\ntempera|")).matches.includes("temperature"));
  assert.equal((await complete("%%html\ntempera|")).matches, []);
});
completion("the members of what a command gives", async () => {
  assert.equal((await complete("const out = !ls\nout.exit|")).matches, ["exitCode"]);
  await client.execute("const kept = !echo a");
  assert.equal((await complete("kept.exit|")).matches, ["exitCode"]);
  assert.ok((await complete("kept[0].toUp|")).matches.includes("toUpperCase"));
});
completion("a user's magic", async () => {
  await client.execute(
    'registerMagic({ name: "shout", line: true, usage: "[--loud] [--times N]", summary: "in capitals", run: () => {} })',
  );
  assert.equal((await complete("%sho|")).matches, ["%shout"]);
  assert.equal((await complete("%shout --|")).matches, ["--loud", "--times"]);
  assert.is(await help("%sho|ut"), "%shout [--loud] [--times N]\n\nin capitals");
});
completion("the specializers that there are, once the compiler is loaded", async () => {
  await client.execute('import { specializerNames } from "taipan"');
  const { outputs } = await client.execute("specializerNames().join()");
  const shown = outputs.find(({ header }) => header.msg_type === "execute_result");
  const { data } = shown!.content as { readonly data: Record<string, string> };
  const names = data["text/plain"]!.replaceAll("'", "").split(",");
  assert.equal((await complete("%%specialize |")).matches.slice(0, names.length), names);
  for (const name of BUILT_IN_SPECIALIZERS) assert.ok(names.includes(name), `${name} is no specializer`);
});
completion.run();

const questions = suite("help");
questions("on a magic's name", async () => {
  assert.match(await help("1;\n%time|it f()"), /^%timeit \[-n LOOPS\] \[-r REPEATS\]/);
  assert.match(await help("|!ls"), /^%sh /);
});
questions("as a cell", async () => {
  assert.match(await page("%timeit?"), /^%timeit \[-n LOOPS\]/);
  assert.match(await page("?%%stencil"), /^%%stencil \[--tune/);
  assert.match(await page("temperature?"), /^temperature: /);
  assert.match(await page("?temperature"), /^temperature: /);
  assert.match(await page("temperature??"), /const temperature = 1, tempo = 2$/);
  assert.is(await page("%nothing?"), "There is no magic %nothing; %lsmagic lists those there are.");
});
questions.run();

const completeness = suite("is_complete");
for (const [code, status] of [
  ["%who", "complete"],
  ["!ls (", "complete"],
  ["const x = !ls", "complete"],
  ["%timeit?", "complete"],
  ["?Math", "complete"],
  ["%%time", "incomplete"],
  ["%%html\n<b>(", "complete"],
  ["%time f(", "incomplete"],
  ["if (a) {\n  %who", "incomplete"],
  ["%%time\nlet = 1 1", "invalid"],
] as const) {
  completeness(JSON.stringify(code), async () => {
    assert.is((await client.ask("shell", "is_complete_request", { code })).content.status, status);
  });
}
completeness.run();

const history = suite("%history");
history("of this session, by range, with numbers, by pattern", async () => {
  const { reply } = await client.execute("const first = 'apple'\nfirst");
  const number = reply.execution_count as number;
  await client.execute("const second = 2");
  assert.is(
    printed(await client.execute(`%history ${number}-${number + 1}`)),
    "const first = 'apple'\nfirst\nconst second = 2\n",
  );
  assert.is(
    printed(await client.execute(`%history -n ${number}`)),
    `${number}: const first = 'apple'\n   first\n`.replace("   first", `${" ".repeat(String(number).length + 2)}first`),
  );
  assert.match(printed(await client.execute("%history")), /const temperature = 1, tempo = 2\n/);
  assert.match(
    printed(await client.execute("%history -g apple'")),
    new RegExp(`^\\d+/${number}: const first = 'apple'`),
  );
  assert.is(printed(await client.execute("%history -l 1")).trim(), "%history -g apple'");
  assert.is(printed(await client.execute("%history ~99/")), "no cells\n");
  assert.match(
    (await client.execute("%history x")).reply.evalue as string,
    'a range is as 3, 2-5, 4- or ~1/2-5, not "x"',
  );
});
history("a magic's error is the cell's", async () => {
  const cell = await client.execute("const a = 1;\n!exit 4");
  assert.equal(kinds(cell), ["error"]);
  assert.is(cell.reply.evalue, "`exit 4` ended with exit code 4");
});
history("%load sets the next input", async () => {
  const { reply } = await client.execute("%load helper.ts");
  const text = "// %load helper.ts\nexport const helped = 1;";
  assert.equal(reply.payload, [{ source: "set_next_input", text, replace: true }]);
});
history.after(() => client.close());
history.run();
