// %time, %timeit, and magics that users make.
// Time limit: 300 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openSession } from "../session/harness.ts";

const session = await openSession();
const { run } = session;

const timing = suite("timing");
const FIGURE =
  /^[\d.]+ (ns|µs|ms|s) ± [\d.]+ % a loop \(median; best [\d.]+ (ns|µs|ms|s); (\d+) runs? of (\d+) loops? each\)\n$/;
timing("%timeit of code, with given loops and repeats", async () => {
  await run("let calls = 0;\nconst f = () => ++calls;");
  const { stdout } = await run("%timeit -n 20 -r 3 f()");
  assert.match(stdout, FIGURE);
  assert.match(stdout, "3 runs of 20 loops each");
  assert.is((await run("calls")).text, "61"); // and once before
});
timing("until it is steady, without them", async () => {
  const [, , , repeats, loops] = FIGURE.exec((await run("%timeit f()")).stdout) ?? [];
  assert.ok(Number(repeats) >= 1 && Number(loops) >= 1000);
});
timing("code that waits is waited for", async () => {
  await run(
    "let open = 0, most = 0;\nconst slow = async () => { most = Math.max(most, ++open); await new Promise((r) => setTimeout(r, 1)); open--; };",
  );
  assert.match((await run("%timeit -n 5 -r 2 slow()")).stdout, FIGURE);
  assert.match((await run("%timeit -n 5 -r 2 await slow()")).stdout, FIGURE);
  assert.is((await run("[open, most]")).text, "[ 0, 1 ]");
});
timing("%%timeit, its own declarations, and the figures as a value", async () => {
  assert.match(
    (await run("%%timeit -n 2 -r 2\nlet inner = 0;\nfor (let i = 0; i < 10; i++) inner += i;\ninner")).stdout,
    FIGURE,
  );
  assert.is((await run("typeof inner")).text, "'undefined'");
  assert.is(
    (await run("const figures = %timeit -n 2 -r 4 f()\n[figures.loops, figures.repeats, figures.best > 0]")).text,
    "[ 2, 4, true ]",
  );
});
timing("local names of a loop", async () => {
  assert.is((await run("for (const n of [1, 2]) {\n  %timeit -n 1 -r 1 f(n)\n}")).stdout.split("\n").length, 3);
  assert.match(
    (await run("for (const n of [1, 2]) {\n  %time const double = n * 2; console.log(double)\n}")).stdout,
    /^2\nWall.*\n4\nWall/,
  );
});
timing("errors have the place of the code", async () => {
  const { error } = await run("1;\n%timeit -n 2 null!.x");
  assert.match(error!.traceback.join("\n"), /line 2:20/);
  assert.match((await run("let x = 1\n%%time")).error?.evalue ?? "", "has to stand above");
  assert.match((await run("%timeit -n two f()")).error?.evalue ?? "", '-n is a whole number above 0, not "two"');
  assert.match((await run("%%timeit\nlet a = 1;\nlet b = ;")).error!.traceback.join("\n"), /line 3:9/);
  assert.match((await run("%%timeit\nlet a = 1;\n  null!.x")).error!.traceback.join("\n"), /line 3:9/);
});
timing("%time keeps what its statement declares", async () => {
  assert.is((await run("%time const timed = [1,\n  2];\ntimed.length")).text, "2");
  assert.is((await run("const got = %time 6 * 7\ngot")).text, "42");
});
timing("%%time of a cell that is interrupted", async () => {
  let began: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    began = resolve;
  });
  const cell = run("%%time\nconsole.log('go');\nfor (;;) {}", {
    onEvent: (event) => event.kind === "stdout" && began(),
  });
  await started;
  await session.interrupt();
  assert.match((await cell).stdout, /^go\nWall time: /);
});
timing("%timeit of what never ends can be interrupted", async () => {
  let began: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    began = resolve;
  });
  const cell = run(
    "let told = false;\nconst spin = () => { if (!told) console.log('go'); told = true; for (;;) {} };\n%timeit spin()",
    {
      onEvent: (event) => event.kind === "stdout" && began(),
    },
  );
  await started;
  await session.interrupt();
  assert.is((await cell).error?.ename, "KeyboardInterrupt");
  assert.is((await run("told")).text, "true");
});
timing.run();

const own = suite("registerMagic");
own("a line magic: arguments, value, failure", async () => {
  await run(
    'registerMagic({ name: "up", line: true, summary: "in capitals", run: ({ call }) => call.argumentText.toUpperCase() })',
  );
  assert.is((await run("%up so")).text, "'SO'");
  assert.is((await run("const loud = %up {1 + 1} x\nloud")).text, "'2 X'");
  assert.match((await run("%lsmagic")).stdout, "%up\n    in capitals\n");
  await run('registerMagic({ name: "up", line: true, run() { throw new RangeError("too high") } })');
  const { error } = await run("1;\n  %up x");
  assert.is(error?.evalue, "too high");
});
own("a cell magic around code, and one with text", async () => {
  await run(
    'registerMagic({ name: "twice", cell: true, takesCode: true, async run({ next }) { await next(); return next(); } });\n' +
      'registerMagic({ name: "lines", cell: true, run: ({ body }) => body.split("\\n").length })',
  );
  await run("let n = 0");
  assert.is((await run("%%twice\n%%time\nn += 1")).text, "2");
  assert.is((await run("%%lines\na\n%b\n!c")).text, "3");
});
own("a built-in one is replaced only where that is said", async () => {
  assert.is(
    (await run('registerMagic({ name: "pwd", line: true, run: () => 1 })')).error?.evalue,
    "registerMagic: pwd is a built-in magic; with override: true this one takes its place",
  );
  await run('registerMagic({ name: "pwd", line: true, override: true, run: () => "mine" })');
  assert.is((await run("%pwd")).text, "'mine'");
});
for (const [magic, message] of [
  ["null", "a magic is an object, as { name, line: true, run() {} }"],
  ['{ name: "a b", line: true, run() {} }', 'a name is a word of letters, digits and _, not "a b"'],
  ['{ name: "a", run() {} }', "say where a stands: line: true for %a, cell: true for %%a"],
  ['{ name: "a", line: 1, run() {} }', "line is true or false"],
  ['{ name: "a", line: true, usage: 1, run() {} }', "usage is a text"],
  ['{ name: "a", line: true }', "run is the function that acts"],
] as const) {
  own(`registerMagic(${magic})`, async () => {
    const { error } = await run(`registerMagic(${magic})`);
    assert.is(error?.ename, "TypeError");
    assert.is(error?.evalue, `registerMagic: ${message}`);
  });
}
own.after(() => session.close());
own.run();
