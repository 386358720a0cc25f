// Types through a real kernel: completion, help and checks, whatever the session is doing.
// Time limit: 300 s
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { membersOf } from "../../../kernel/types/ambient.ts";
import type { Content, Message } from "../../../kernel/wire/message.ts";
import { packageRoot } from "../../support/root.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { until } from "../../support/until.ts";
import { type Client, type Executed, startKernel } from "../client.ts";

const folder = temporaryFolder("typed-kernel");
writeFileSync(join(folder, "helper.ts"), "export const twice = (x: number): number => 2 * x;\n");
const kernel: Client = await startKernel({ folder });
test.after(() => kernel.close());

/** `|` in the code is the cursor. */
const at = (code: string): Content => {
  const cursor = code.indexOf("|");
  const points = cursor < 0 ? [...code].length : [...code.slice(0, cursor)].length;
  return { code: cursor < 0 ? code : code.slice(0, cursor) + code.slice(cursor + 1), cursor_pos: points };
};
const complete = async (code: string) => (await kernel.ask("shell", "complete_request", at(code))).content;
const matches = async (code: string) => (await complete(code)).matches as readonly string[];
const help = async (code: string, detail = 0): Promise<string> => {
  const { content } = await kernel.ask("shell", "inspect_request", { ...at(code), detail_level: detail });
  return (content.data as Record<string, string>)["text/plain"] ?? "";
};
const ok = async (code: string): Promise<Executed> => {
  const done = await kernel.execute(code);
  assert.is(done.reply.status, "ok", JSON.stringify(done.reply));
  return done;
};
/** The warning that comes under a cell, whenever it comes. */
const warningOf = async ({ messages }: Executed): Promise<string> => {
  const id = messages[0]?.parent?.msg_id;
  const isWarning = ({ parent, content, header }: Message): boolean =>
    parent?.msg_id === id && header.msg_type === "stream" && content.name === "stderr";
  return stripVTControlCharacters(String((await kernel.message(isWarning)).content.text));
};
/** All that was printed under a cell up to now, behind a check of a later one: checks keep the cells' order. */
const printedUnder = async ({ messages }: Executed): Promise<string> => {
  await warningOf(await ok("const probe: string = 1"));
  const id = messages[0]?.parent?.msg_id;
  return kernel.iopub
    .filter(({ parent, header }) => parent?.msg_id === id && header.msg_type === "stream")
    .map(({ content }) => content.text)
    .join("");
};

test("completion: members, names, what replaces what, code points, types", async () => {
  await ok(
    "interface Point { x: number; y: number }\nconst origin: Point = { x: 0, y: 0 }; const größe = { länge: 1 }",
  );
  assert.equal(await matches("origin.|"), ["x", "y"]);
  const reply = await complete("'😀'; größe.l|");
  assert.equal(reply.matches, ["länge"]);
  assert.equal([reply.cursor_start, reply.cursor_end], [11, 12]);
  assert.equal(reply.metadata, {
    _jupyter_types_experimental: [{ text: "länge", type: "property", start: 11, end: 12 }],
  });
  assert.ok((await matches("ori|")).includes("origin"));
  assert.equal(await matches("const p: Point = { |}"), ["x", "y"]);
  assert.ok((await matches('import { } from "./hel|"')).some((name) => name.startsWith("helper")));
  assert.ok((await matches("slice|")).length === 0);
});

test("completion and help inside cells with magics", async () => {
  assert.equal(await matches("%%time\norigin.|"), ["x", "y"]);
  assert.equal(await matches("%time origin.|"), ["x", "y"]);
  assert.ok((await matches("%%stencil\nfunction f(u: Grid) { u.int|")).includes("interior"));
  assert.ok((await matches("%%specialize map\nfunction f(u: Grid) { u.int|")).includes("interior"));
  assert.match(await help("%%time\norigi|n"), /^origin: Point/);
  assert.match(await help("%%time\nMath.max(|)"), /^Math\.max\(\.\.\.values: number\[\]\): number/);
});

test("what a cell has as globals, with types and documentation", async () => {
  for (const name of ["display", "clearOutput", "prompt", "password", "require"])
    assert.ok((await matches(name.slice(0, -1))).includes(name), name);
  const { outputs } = await ok(
    "Object.getOwnPropertyNames(globalThis).filter((name) => !Object.prototype.propertyIsEnumerable.call(globalThis, name)).join()",
  );
  const found = String(outputs[0]?.content.data?.["text/plain" as never])
    .replaceAll("'", "")
    .split(",");
  const added = found.filter((name) => !(name in globalThis) && !name.startsWith("__"));
  const file = join(packageRoot, "dist", "kernel", "session", "globals", "index.d.ts");
  assert.equal(
    added.sort(),
    membersOf("CellGlobals", file)
      .map(({ name }) => name)
      .sort(),
  );
  assert.match(await help("prompt"), /^prompt: \(text\?: unknown\) => Promise<string>\n\nAsks the user/);
  assert.ok((await matches("display.|")).includes("image"));
  assert.ok((await matches("Gri|")).includes("Grid"));
});

test("help on a name, on a call, and its declaration", async () => {
  await ok("/** Adds.\n * @param a the first */\nfunction add(a: number, b = 1): number { return a + b }");
  assert.match(await help("ad|d(1)"), /^add: \(a: number, b\?: number\) => number\n\nAdds\.$/);
  assert.match(await help("add(|"), /^add\(a: number, b\?: number\): number\n\nAdds\.\n\n▸ a – the first\n {2}b$/);
  assert.match(await help("add(1, |"), /▸ b/);
  assert.match(await help("add", 1), /return a \+ b/);
  assert.is(await help("nothingSuch"), "");
});

test("magic lines: their names, options and values, the specializers; help on them", async () => {
  assert.ok((await matches("%%st|")).includes("%%stencil"));
  assert.ok((await matches("const a = 1\n%tim|")).includes("%time"));
  assert.not((await matches("const a = 1\n%|")).includes("%%time"));
  assert.ok((await matches("const files = %l|")).includes("%lsmagic"));
  const options = await matches("%%stencil --|");
  for (const name of ["--tune", "--seconds", "--exact"]) assert.ok(options.includes(name), name);
  assert.equal(await matches("%%stencil --tune |"), ["idle", "now", "off"]);
  assert.equal(await matches("%typecheck |"), ["error", "warn", "off"]);
  const specializers = await matches("%%specialize |");
  for (const name of ["stencil", "map", "--tune"]) assert.ok(specializers.includes(name), name);
  assert.equal(await matches("%%specialize st|"), ["stencil"]);
  // what a magic takes as text is no TypeScript
  assert.equal(await matches("%%html\n<b>ori|"), []);
  assert.ok((await matches("%time |")).includes("origin"));
  assert.match(await help("%%tim|e\n1"), /^%%time.*\n\nprints the wall time/);
  assert.match(await help("%typeche|ck warn"), /^%typecheck error\|warn\|off\n/);
  for (const cell of ["%time?", "?%time"]) {
    const [page] = (await kernel.execute(cell)).reply.payload as readonly { data: Record<string, string> }[];
    assert.match(page?.data["text/plain"] ?? "", /^%time.*\n\nprints the wall time/);
  }
  const [page] = (await kernel.execute("add??")).reply.payload as readonly { data: Record<string, string> }[];
  assert.match(page?.data["text/plain"] ?? "", /^add: [\s\S]*return a \+ b/);
});

test("names that only the running session knows", async () => {
  await ok(
    'const parsed = JSON.parse(\'{"alpha": { "beta": 1 }}\'); parsed.added = 2; globalThis.madeHere = { inner: 1 }',
  );
  assert.equal(await matches("parsed.|"), ["added", "alpha"]);
  assert.equal(await matches("parsed.alpha.b|"), ["beta"]);
  assert.ok((await matches("madeH|")).includes("madeHere"));
  assert.equal(await matches("madeHere.|"), ["inner"]);
  // nothing of the user's runs for it
  await ok(
    "let looked = 0; const sly: any = { get getter() { looked++; return { deep: 1 } } }; const proxy: any = new Proxy({ a: 1 }, { ownKeys() { looked++; return ['a'] } })",
  );
  assert.equal(await matches("sly.|"), ["getter"]);
  assert.equal(await matches("sly.getter.|"), []);
  assert.equal(await matches("proxy.|"), []);
  assert.is((await ok("looked")).outputs[0]?.content.data?.["text/plain" as never], "0");
});

test("answers while a cell runs, and after it was interrupted", async () => {
  const endless = kernel.send("shell", "execute_request", {
    code: "const inLoop = { field: 1 }; console.log('on'); for (;;);",
  });
  await kernel.message(
    ({ parent, header }) => parent?.msg_id === endless.header.msg_id && header.msg_type === "stream",
  );
  assert.equal(await matches("origin.|"), ["x", "y"]);
  assert.equal(await matches("inLoop.|"), ["field"]);
  assert.match(await help("add(|"), /^add\(/);
  kernel.send("control", "interrupt_request", {});
  assert.is((await kernel.executed(endless)).reply.ename, "KeyboardInterrupt");
  assert.equal(await matches("inLoop.|"), ["field"]);
  assert.equal(await matches("parsed.|"), ["added", "alpha"]);
});

test("a type error is a warning under its own cell, which has run", async () => {
  const done = await ok("// a comment\nconst text: string = 5;\ntext");
  const { execution_count: count } = done.reply;
  assert.is(done.outputs[0]?.content.data?.["text/plain" as never], "5");
  assert.is(
    await warningOf(done),
    `Cell ${count}, line 2:7: warning TS2322: Type 'number' is not assignable to type 'string'.\n  1 | // a comment\n> 2 | const text: string = 5;\n    |       ^^^^\n  3 | text\n`,
  );
  assert.match(
    await warningOf(await ok("const later = () => origin.z")),
    /Property 'z' does not exist on type 'Point'/,
  );
});

test("no warning where the running session knows better, or has said it", async () => {
  assert.is(await printedUnder(await ok("madeHere; () => madeHere")), "");
  const failed = await kernel.execute("nowhereToBeFound");
  assert.is(failed.reply.ename, "ReferenceError");
  assert.is(await printedUnder(failed), "");
  assert.is(await printedUnder(await kernel.execute("const = 5")), "");
});

test("%typecheck error: the cell does not run, and those behind it are aborted", async () => {
  await ok("%typecheck error\nlet ran = 0; const fine: number = 1");
  const [wrong, behind] = ["ran = 1;\nconst bad: string = fine;", "ran = 2"].map((code) =>
    kernel.send("shell", "execute_request", { code }),
  );
  const { reply, outputs } = await kernel.executed(wrong!);
  assert.is(reply.status, "error");
  assert.is(reply.ename, "TypeCheckError");
  assert.match(String(reply.evalue), /^Type 'number' is not assignable to type 'string'\.$/);
  const traceback = stripVTControlCharacters((reply.traceback as readonly string[]).join("\n"));
  assert.match(traceback, new RegExp(`Cell ${reply.execution_count}, line 2:7: error TS2322`));
  assert.match(traceback, /> 2 \| const bad: string = fine;\n\s+\| {7}\^\^\^/);
  assert.equal(
    outputs.map(({ header }) => header.msg_type),
    ["error"],
  );
  assert.is((await kernel.executed(behind!)).reply.status, "aborted");
  assert.is((await ok("ran")).outputs[0]?.content.data?.["text/plain" as never], "0");
  // names that only the session has, and a syntax error, which it tells better
  await ok("madeHere");
  assert.is((await kernel.execute("const = 5")).reply.ename, "SyntaxError");
});

test("%typecheck off and warn; as a cell's first line for the cell itself", async () => {
  assert.is(await ok("%typecheck off\nconst unseen: string = 1").then(({ reply }) => reply.status), "ok");
  const quiet = await ok("const unseen2: string = 1");
  assert.is((await kernel.execute("%typecheck error\nconst bad: string = 1")).reply.ename, "TypeCheckError");
  await ok("const unseen3: string = 1"); // that cell has not run: it is off as before
  await ok("%typecheck warn");
  assert.is(await printedUnder(quiet), "");
  const wrong = await kernel.execute("%typecheck loud");
  assert.is(wrong.reply.ename, "MagicError");
  assert.match(String(wrong.reply.evalue), /%typecheck is followed by error, warn, off/);
});

test("what a crash has taken is offered no more", async () => {
  const crashed = await kernel.execute("process.exit(3)");
  assert.is(crashed.reply.status, "error");
  assert.equal(await matches("origin.|"), []);
  await ok("const origin = 'text'");
  assert.equal(await matches("origin.toUpperC|"), ["toUpperCase"]);
  assert.is(await printedUnder(await ok("origin.length")), "");
});

test("a crash before anything was checked", async () => {
  const other = await startKernel({ folder });
  await other.execute("const before = 1; process.exit(3)");
  const wrong = other.send("shell", "execute_request", { code: "const text: string = 5" });
  const { content } = await other.message(
    ({ parent, header }) => parent?.msg_id === wrong.header.msg_id && header.msg_type === "stream",
  );
  assert.match(String(content.text), /TS2322/);
  await other.close();
});

test("a name that %reset has removed is offered no more, until a cell declares it again", async () => {
  await kernel.execute("const fleeting = 1, passing = 2");
  assert.equal(await matches("fleeti|"), ["fleeting"]);
  assert.equal(await matches("%reset fleeti|"), ["fleeting"]);
  await kernel.execute("%reset fleeting passing\nconst passing = 'text'");
  assert.equal(await matches("fleeti|"), []);
  assert.equal(await matches("%reset fleeti|"), []);
  assert.equal(await matches("passing.toUpperC|"), ["toUpperCase"]);
  await kernel.execute("const fleeting = 'x'");
  assert.equal(await matches("fleeting.toUpperC|"), ["toUpperCase"]);
});

/** Empty for a process that has ended in the meantime. */
const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
};

test("TypeScript's process ends: the next question gets a fresh one, which knows the cells", async () => {
  const service = (): number | undefined =>
    readFileSync(`/proc/${kernel.child.pid}/task/${kernel.child.pid}/children`, "utf8")
      .trim()
      .split(" ")
      .map(Number)
      .find((pid) => commandOf(pid).includes("--api"));
  assert.equal(await matches("origin.toUpperC|"), ["toUpperCase"]);
  const first = service();
  assert.ok(first !== undefined);
  process.kill(first, "SIGKILL");
  await until(() => commandOf(first) === ""); // it is dead, whether or not its parent has asked
  // the question during which it is found out may go without an answer
  await matches("origin.toUpperC|");
  assert.equal(await matches("origin.toUpperC|"), ["toUpperCase"]);
  assert.is.not(service(), first);
});

test.run();
