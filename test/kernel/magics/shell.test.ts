// Commands of the system: their output, their exit code, their values, and their end by an interrupt.
// Time limit: 300 s
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openSession } from "../session/harness.ts";

const session = await openSession();
const { run } = session;

const output = suite("output");
output("in its place among what the cell prints, on both streams", async () => {
  const cell = await run("console.log(1);\n!echo 2\nconsole.log(3)\n!echo 4; echo oops >&2");
  assert.is(cell.stdout, "1\n2\n3\n4\n");
  assert.is(cell.stderr, "oops\n");
  assert.is(cell.text, undefined);
});
output("live: before the command has ended", async () => {
  const cell = await run("!echo first; until [ -e gate ]; do sleep 0.05; done; echo last", {
    onEvent(event) {
      if (event.kind === "stdout" && event.text.includes("first")) writeFileSync(join(session.folder, "gate"), "");
    },
  });
  assert.is(cell.stdout, "first\nlast\n");
});
output.run();

const failure = suite("failure");
failure("an exit code fails the cell, at the command's line", async () => {
  const { error, stdout } = await run("const before = 1;\n!echo so; exit 3\nconsole.log('never')");
  assert.is(error?.ename, "MagicError");
  assert.is(error?.evalue, "`echo so; exit 3` ended with exit code 3");
  assert.match(error!.traceback.join("\n"), /line 2:1/);
  assert.is(stdout, "so\n");
});
failure("also of a whole cell", async () => {
  const { error } = await run("%%sh\necho a\nexit 7");
  assert.is(error?.evalue, "the script ended with exit code 7");
});
failure("a cell can catch it", async () => {
  assert.is(
    (await run("let code = 0;\ntry {\n  !exit 5\n} catch (error) {\n  code = error.exitCode;\n}\ncode")).text,
    "5",
  );
});
failure("in a function that is not async", async () => {
  const { error } = await run("function f() {\n  !ls\n}");
  assert.is(error?.evalue, "! waits, so the function around it has to be async");
  assert.match(error!.traceback.join("\n"), /line 2:3/);
});
failure("options that %%sh has not", async () => {
  assert.is((await run("%%sh --err x\nls")).error?.evalue, '%%sh takes --out name, not "--err x"');
  assert.is((await run("%sh")).error?.evalue, "%sh needs a command");
});
failure.run();

const values = suite("values");
values("lines, text and exit code", async () => {
  assert.is((await run("const lines = !echo a; echo 'b c'\nlines")).text, "[ 'a', 'b c' ]");
  assert.is((await run("[lines.text, lines.exitCode]")).text, "[ 'a\\nb c\\n', 0 ]");
  assert.is((await run("const none = !exit 3\n[none.length, none.exitCode]")).text, "[ 0, 3 ]");
});
values("of a cell, by --out", async () => {
  assert.is((await run("%%sh --out made\necho 1\necho 2")).stdout, "");
  assert.is((await run("made")).text, "[ '1', '2' ]");
});
values("expressions in braces; what is none is the shell's", async () => {
  const cell = await run(
    `for (const name of ['x', 'y']) {\n  !echo {name + 1} \${HOME:+home} '{print $1} {a,b}' {{name}}\n}`,
  );
  assert.is(cell.stdout, "x1 home {print $1} {a,b} {name}\ny1 home {print $1} {a,b} {name}\n");
  assert.match((await run("!echo {nowhere}")).error?.evalue ?? "", "nowhere is not defined");
});
values("bash", async () => {
  assert.is((await run("%%bash\nfor i in {1..3}; do echo -n $i; done")).stdout, "123");
});
values.run();

const interrupts = suite("interrupts");
interrupts("end a command and all that it has started, and keep the session", async () => {
  await run("const kept = 42");
  let began: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    began = resolve;
  });
  const cell = run("!sleep 1234 & echo go; sleep 1234", { onEvent: (event) => event.kind === "stdout" && began() });
  await started;
  await session.interrupt();
  assert.is((await cell).error?.ename, "KeyboardInterrupt");
  assert.is((await run("kept")).text, "42");
  // a background job ignores SIGINT and gets SIGKILL half a second later
  const alive = (): boolean =>
    execFileSync("ps", ["-eo", "pgid=,stat=,args="], { encoding: "utf8" })
      .split("\n")
      .some((line) => new RegExp(`^\\s*${session.pid}\\s+[^Z\\s]*\\s+sleep 1234`).test(line));
  while (alive()) await new Promise((resolve) => setTimeout(resolve, 20));
});
interrupts.after(() => session.close());
interrupts.run();
