// What a cell shows: streams in order, results, displays, questions, user expressions.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../../support/root.ts";
import { until } from "../../support/until.ts";
import { type Event, openSession } from "./harness.ts";

const session = await openSession();
const { run } = session;
const kinds = (events: readonly Event[]): readonly string[] =>
  events.map((event) =>
    event.kind === "stdout" || event.kind === "stderr" ? `${event.kind}:${event.text}` : event.kind,
  );

const streams = suite("streams");
streams("the console prints what Node's prints", async () => {
  const calls = `
    c.log(); c.log(""); c.log("a"); c.log("50 % %s"); c.log("%s!", "b"); c.log("c", 1, null); c.log(5); c.log("two\\nlines");
    c.info("i"); c.debug("d"); c.error("e"); c.warn("w"); c.log("é\\u{1f600}\\ud800");
    c.groupEnd(); c.group("outer"); c.log("in\\nside"); c.error("in"); c.groupCollapsed(); c.info("deep"); c.groupEnd();
    c.log("in"); c.groupEnd(); c.log("out"); c.table([{ x: 1 }]); c.dir("text"); c.assert(false, "no"); c.log.call(undefined, "free");`;
  const own = await run(`{ const c = console; ${calls} }`);
  const node = await run(`{
    const { Console } = require("node:console");
    const c = new Console({ stdout: process.stdout, stderr: process.stderr, ignoreErrors: false }); ${calls} }`);
  assert.ok(own.stdout.includes("  in\n  side\n") && own.stderr.includes("w\n"), own.stdout + own.stderr);
  assert.is(own.stdout, node.stdout);
  assert.is(own.stderr, node.stderr);
  const names = await run(
    "[console.log, console.info, console.debug, console.error, console.warn].map((f) => f.name).join()",
  );
  assert.is(names.text, "'log,info,debug,error,warn'");
});

streams("console, both streams, and a value", async () => {
  const cell = await run('console.log("a", { b: [1] }); console.error("oops"); 1 + 1');
  assert.is(cell.stdout, "a { b: [ 1 ] }\n");
  assert.is(cell.stderr, "oops\n");
  assert.is(cell.text, "2");
});
streams("native code, child processes and displays keep their order", async () => {
  await run(`import koffi from ${JSON.stringify(join(packageRoot, "node_modules/koffi/index.js"))};
    const printf = koffi.load(null).func("int printf(const char *format, int value)");`);
  const cell = await run(`
    console.log("one");
    printf("two %d\\n", 2);
    process.stdout.write("three\\n");
    require("node:child_process").execSync("echo four", { stdio: "inherit" });
    display("five");
    printf("six %d\\n", 6);
    console.log("seven");
    "eight"`);
  assert.is(cell.stdout, "one\ntwo 2\nthree\nfour\nsix 6\nseven\n");
  const order = kinds(cell.events).join("|");
  assert.match(order, /four\n\|display_data\|stdout:six[\s\S]*\|execute_result$/);
});
streams("a child process that makes the pipe non-blocking", async () => {
  const cell = await run(`
    require("node:child_process").spawnSync(process.execPath, ["-e", "console.log('x'.repeat(300000))"], { stdio: "inherit" });
    const line = "y".repeat(99);
    for (let i = 0; i < 20000; i++) console.log(line);`);
  assert.is(cell.stdout.length, 300_001 + 2_000_000);
});
streams("200,000 lines", async () => {
  const cell = await run('for (let i = 0; i < 200_000; i++) console.log("x".repeat(99));');
  assert.is(cell.stdout.length, 20_000_000);
});
streams("text of a timer belongs to its cell", async () => {
  const first = await run('setTimeout(() => console.log("late"), 30); 0');
  assert.is(first.stdout, "");
  const second = await run('await new Promise((resolve) => setTimeout(resolve, 100)); console.log("now")');
  const owners = Object.fromEntries(
    session.events.flatMap((event) =>
      event.kind === "stdout" && /late|now/.test(event.text) ? [[event.text.trim(), event.owner]] : [],
    ),
  );
  assert.ok(second.stdout.includes("now"));
  assert.not.equal(owners.late, owners.now);
});
streams("streams that a library ends or pipes to go on", async () => {
  const cell = await run(`
    const { Readable } = require("node:stream"); const { pipeline } = require("node:stream/promises");
    await new Promise((resolve) => process.stdout.write("hey ", "utf8", resolve));
    process.stdout.end("there\\n");
    Readable.from(["piped\\n"]).pipe(process.stdout);
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log("after", process.stdout.isTTY, process.stdout.fd)`);
  assert.is(cell.stdout, "hey there\npiped\nafter undefined 1\n");
});
streams.run();

const results = suite("results");
const bundle = async (code: string): Promise<Readonly<Record<string, unknown>> | undefined> => (await run(code)).result;
results("nothing for undefined, null for null", async () => {
  assert.is((await run("undefined")).result, undefined);
  assert.is((await run("const quiet = 1")).result, undefined);
  assert.is((await run("null")).text, "null");
});
results("the count of the cell, and metadata", async () => {
  const { events } = await run("5", { executionCount: 77 });
  const result = events.find((event) => event.kind === "execute_result");
  assert.equal(result, {
    kind: "execute_result",
    id: (result as { id: string }).id,
    content: { execution_count: 77, data: { "text/plain": "5" }, metadata: {} },
  });
});
results("an object's own display method, waited for", async () => {
  const own =
    '({ [Symbol.for("Jupyter.display")]: async () => ({ "text/html": "<b>hi</b>", "image/png": new Uint8Array([1, 2]) }) })';
  assert.equal(await bundle(own), { "text/plain": "[Object]", "text/html": "<b>hi</b>", "image/png": "AQI=" });
});
results("a display method that gives no bundle, or throws, fails the cell", async () => {
  const bad = await run('({ [Symbol.for("Jupyter.display")]: () => ({ html: 1 }) })');
  assert.is(bad.error?.evalue, '"html" is not a MIME type');
  assert.is(
    (await run('({ async [Symbol.for("Jupyter.display")]() { throw new Error("sick") } })')).error?.evalue,
    "sick",
  );
});
results("what looks like a picture, an element or a chart", async () => {
  assert.is(
    (await bundle("new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 7])"))?.["image/png"],
    "iVBORw0KGgoH",
  );
  assert.is((await bundle("Buffer.from([0xff, 0xd8, 0xff, 0xe0])"))?.["image/jpeg"], "/9j/4A==");
  assert.is((await bundle('({ outerHTML: "<p>x</p>" })'))?.["text/html"], "<p>x</p>");
  assert.is(
    (await bundle('({ outerHTML: "<svg width=\\"1\\"></svg>" })'))?.["image/svg+xml"],
    '<svg xmlns="http://www.w3.org/2000/svg" width="1"></svg>',
  );
  const chart = await bundle(
    '({ toSpec: () => ({ $schema: "https://vega.github.io/schema/vega-lite/v5.json", mark: "bar" }) })',
  );
  assert.equal((chart!["application/vnd.vegalite.v5+json"] as { mark: string }).mark, "bar");
  assert.equal(Object.keys((await bundle("({ toSpec: () => 1, a: 2 })")) ?? {}), ["text/plain"]);
});
results("silent: no result", async () => {
  const cell = await run("console.log('said'); 5", { silent: true });
  assert.is(cell.result, undefined);
  assert.is(cell.status, "ok");
});
results("what JSON can't carry fails the cell, not the session", async () => {
  const cell = await run('display({ "application/json": 1n }, { raw: true })');
  assert.is(cell.status, "error");
  assert.is((await run("1")).text, "1");
});
results.run();

const displays = suite("display");
displays("in its place, drawn again by its handle, also after the cell", async () => {
  const cell = await run('const handle = display("first"); console.log("between"); handle.update("second"); handle');
  assert.is(cell.result, undefined);
  const [first, , second] = cell.events;
  assert.equal(kinds(cell.events), ["display_data", "stdout:between\n", "update_display_data"]);
  const idOf = (event: Event | undefined): unknown =>
    (event as unknown as { content: { transient: { display_id: string } } }).content.transient.display_id;
  assert.is(idOf(first), idOf(second));
  const later = await run("handle.update('third'); display('other')");
  const [update, other] = later.events;
  // Its place is known by the display id; clients that hear of the running cell alone have to hear of it too.
  assert.is((update as { id: string }).id, (other as { id: string }).id);
  assert.is(idOf(update), idOf(first));
  assert.is.not(idOf(other), idOf(first));
});
displays("the cell waits for one that is asynchronous", async () => {
  const slow =
    '({ [Symbol.for("Jupyter.display")]: () => new Promise((r) => setTimeout(() => r({ "text/plain": "slow" }), 30)) })';
  const cell = await run(`const slowly = display(${slow}); slowly.update("then"); undefined`);
  assert.equal(kinds(cell.events), ["display_data", "update_display_data"]);
  assert.equal((cell.events[0] as unknown as { content: { data: object } }).content.data, { "text/plain": "slow" });
});
displays("clearOutput", async () => {
  const cell = await run("clearOutput(true)");
  assert.equal(cell.events, [
    { kind: "clear_output", id: (cell.events[0] as { id: string }).id, content: { wait: true } },
  ]);
});
displays.run();

const questions = suite("questions");
questions("prompt and password, one after the other", async () => {
  const answers = ["Ada", "secret"];
  const cell = await run('const [who, key] = await Promise.all([prompt("Name? "), password()]); who + ":" + key', {
    onEvent: (event) => {
      if (event.kind === "input") session.answer(answers.shift() ?? "");
    },
  });
  assert.is(cell.text, "'Ada:secret'");
  assert.equal(
    cell.events.filter((event) => event.kind === "input"),
    [
      { kind: "input", prompt: "Name? ", password: false },
      { kind: "input", prompt: "Password: ", password: true },
    ],
  );
});
questions("confirm asks until the answer is yes or no", async () => {
  const answers = ["perhaps", "", " YES ", "nO"];
  const cell = await run('[await confirm("Delete?"), await confirm()]', {
    onEvent: (event) => {
      if (event.kind === "input") session.answer(answers.shift() ?? "y");
    },
  });
  assert.is(cell.text, "[ true, false ]");
  assert.equal(
    cell.events.flatMap((event) => (event.kind === "input" ? [event.prompt] : [])),
    [
      "Delete? [y/n] ",
      "Please answer y or n. Delete? [y/n] ",
      "Please answer y or n. Delete? [y/n] ",
      "Continue? [y/n] ",
    ],
  );
});
questions("without input the cell is told so", async () => {
  assert.match((await run("await prompt()", { allowStdin: false })).error?.evalue ?? "", "does not take input");
});
questions.run();

const expressions = suite("user expressions");
expressions("values, errors, and TypeScript with await", async () => {
  const cell = await run("const ux = 20", {
    userExpressions: { sum: "ux + 1", late: "await Promise.resolve(ux as number)", wrong: "nope.x" },
  });
  assert.equal(cell.userExpressions.sum, { status: "ok", data: { "text/plain": "21" }, metadata: {} });
  assert.equal(cell.userExpressions.late?.data, { "text/plain": "20" });
  assert.is(cell.userExpressions.wrong?.status, "error");
});
expressions("not after an error", async () => {
  assert.equal((await run("throw 1", { userExpressions: { a: "1" } })).userExpressions, {});
});
expressions.run();

const magics = suite("magics");
magics("%%time and %time print", async () => {
  const cell = await run("%%time\n1 + 1");
  assert.match(cell.stdout, /^Wall time: [\d.]+ (µs|ms|s), CPU: [\d.]+ (µs|ms|s)\n$/);
  assert.is(cell.text, "2");
  assert.match((await run("%time await 1")).stdout, /^Wall time/);
});
magics("%lsmagic lists them", async () => {
  assert.match((await run("%lsmagic")).stdout, /^%%stencil .*--tune idle\|now\|off/);
});
magics("an unknown one fails the cell and suggests", async () => {
  const { error } = await run("%%stencill\nconst x = 1");
  assert.is(error?.ename, "MagicError");
  assert.is(error?.evalue, "there is no magic %%stencill; did you mean %%stencil?");
});
magics.run();

const end = suite("the end");
end("shutdown leaves nothing behind", async () => {
  await run('const child = require("node:child_process").spawn("sleep", ["1000"]); child.pid');
  writeFileSync(join(session.folder, "note"), "");
  await session.close();
  const all = (): string => execFileSync("ps", ["-eo", "pgid=,stat=,args="], { encoding: "utf8" });
  const alive = new RegExp(`^\\s*${session.pid}\\s+[^Z]`, "m"); // Z: dead, and its parent has not asked yet
  await until(() => !alive.test(all())); // what is killed takes a moment to die
});
end.run();
