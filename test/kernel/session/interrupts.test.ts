// Interrupts: whatever a cell does, it ends, the variables stay, and the next cell is not harmed.
// TAIPAN_INTERRUPTS=500 sets the number of random ones.
// Time limit: 300 s
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { packageRoot } from "../../support/root.ts";
import { type CellOutput, openSession, type TestSession } from "./harness.ts";

const COUNT = Number(process.env.TAIPAN_INTERRUPTS ?? 60);
const within = <T>(milliseconds: number, promise: Promise<T>, what: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing for ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

const session = await openSession();
writeFileSync(join(session.folder, "endless.ts"), 'console.log("go"); for (;;);\nexport const done = 1;\n');
writeFileSync(join(session.folder, "endless.cjs"), 'console.log("go"); for (;;);\n');
writeFileSync(
  join(session.folder, "counts.ts"),
  "export const count = 1;\nlet sum = 0; for (let i = 0; i < 3e6; i++) sum += i;\n",
);
await session.run(
  `globalThis.keep = 42; const koffi = require(${JSON.stringify(join(packageRoot, "node_modules/koffi/index.js"))});
   const sleep = koffi.load(null).func("unsigned int sleep(unsigned int seconds)"); undefined`,
);

/** Each prints "go" when it is at the point where it never ends. */
const ENDLESS: readonly (readonly [name: string, code: string])[] = [
  ["a loop", 'console.log("go"); while (true) {}'],
  ["a loop after an await", 'await 1; console.log("go"); while (true) {}'],
  ["a loop after an import", 'import { sep } from "node:path"; console.log("go"); while (sep) {}'],
  ["an await", 'console.log("go"); await new Promise(() => {})'],
  ["a loop in a timer", 'setTimeout(() => { console.log("go"); while (true) {} }, 1); await new Promise(() => {})'],
  [
    "a loop in a timer with an async hook",
    'const { AsyncLocalStorage } = require("node:async_hooks"); const storage = new AsyncLocalStorage(); storage.run(1, () => setTimeout(() => { console.log("go"); while (true) {} }, 1)); await new Promise(() => {})',
  ],
  [
    "a loop in a timer of node:timers",
    'import { setImmediate as soon } from "node:timers"; soon(() => { console.log("go"); while (true) {} }); await new Promise(() => {})',
  ],
  ["a loop after an await with an async hook", 'storage.enterWith(1); await 1; console.log("go"); while (true) {}'],
  ["a loop that swallows errors", 'console.log("go"); for (;;) { try { for (;;); } catch {} finally { continue } }'],
  ["a regular expression", 'console.log("go"); /(a+)+$/.test("a".repeat(40) + "b")'],
  ["Atomics.wait", 'console.log("go"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
  [
    "a loop in a file's callback",
    'require("fs").readFile("endless.ts", () => { console.log("go"); while (true) {} }); await new Promise(() => {})',
  ],
  [
    "microtasks for ever",
    'console.log("go"); const tick = (): Promise<void> => Promise.resolve().then(tick); await tick()',
  ],
  ["a child process", 'console.log("go"); require("node:child_process").execSync("sleep 100")'],
  ["a pipeline of a shell", 'console.log("go"); require("node:child_process").execSync("yes | cat > /dev/null")'],
  [
    "a child process that is awaited",
    'const asleep = require("node:child_process").spawn("sh", ["-c", "echo go; exec sleep 100"], { stdio: "inherit" }); await new Promise((resolve) => asleep.on("exit", resolve))',
  ],
  [
    "a request to a server that never answers",
    'const silent = require("node:net").createServer(() => console.log("go")).listen(0); await new Promise((resolve) => silent.on("listening", resolve)); await fetch("http://127.0.0.1:" + silent.address().port)',
  ],
  [
    "a sort",
    'const list = Array.from({ length: 3e6 }, Math.random); console.log("go"); for (;;) list.sort((x, y) => x - y)',
  ],
  [
    "a wait for a worker",
    'const { Worker } = require("node:worker_threads"); const word = new Int32Array(new SharedArrayBuffer(4)); new Worker("for (;;);", { eval: true }).unref(); console.log("go"); Atomics.wait(word, 0, 0)',
  ],
  ["a large display", 'console.log("go"); for (;;) display(Array.from({ length: 1e5 }, (_, i) => ({ i })))'],
  ["native sleep", 'console.log("go"); sleep(100); for (;;);'],
  ["output for ever", 'for (;;) console.log("go")'],
  ["displays for ever", 'console.log("go"); for (;;) display(1)'],
  ["a question", 'console.log("go"); await prompt("?")'],
  ["a loop around questions", 'console.log("go"); for (;;) try { await prompt("?") } catch {}'],
  ["a display method", '({ [Symbol.for("Jupyter.display")]() { console.log("go"); for (;;); } })'],
  ["an inspection", '({ [Symbol.for("nodejs.util.inspect.custom")]() { console.log("go"); for (;;); } })'],
  [
    "an error's message",
    'throw Object.defineProperty(new Error(), "message", { get() { console.log("go"); for (;;); } })',
  ],
  ["a module", 'import { done } from "./endless.ts"; done'],
  ["a required module", 'require("./endless.cjs")'],
];

/** Runs a cell and interrupts it when it says "go". */
const stop = async (target: TestSession, code: string): Promise<CellOutput> => {
  let began: () => void = () => {};
  const going = new Promise<void>((resolve) => {
    began = resolve;
  });
  const reply = target.run(code, {
    onEvent: (event) => {
      if (event.kind === "stdout" && event.text.includes("go")) began();
    },
  });
  await within(10_000, Promise.race([going, reply]), `${code} begins`);
  const done = target.interrupt();
  const cell = await within(10_000, reply, `${code} ends`);
  await within(10_000, done, `${code} is done`);
  return cell;
};

const endless = suite("endless cells");
for (const [name, code] of ENDLESS) {
  endless(name, async () => {
    const cell = await stop(session, code);
    assert.equal([cell.status, cell.error?.ename], ["error", "KeyboardInterrupt"]);
    assert.is((await within(10_000, session.run("keep"), "the next cell")).text, "42");
  });
}
endless("user expressions", async () => {
  let began: () => void = () => {};
  const going = new Promise<void>((resolve) => {
    began = resolve;
  });
  const reply = session.run("1", {
    userExpressions: { loop: '(() => { console.log("go"); for (;;); })()' },
    onEvent: (event) => {
      if (event.kind === "stdout") began();
    },
  });
  await going;
  await within(10_000, session.interrupt(), "done");
  const cell = await within(10_000, reply, "the reply");
  assert.is(
    cell.error?.ename ?? (cell.userExpressions.loop as { ename?: string } | undefined)?.ename,
    "KeyboardInterrupt",
  );
  assert.is((await session.run("keep")).text, "42");
});
endless("a child process that was awaited has heard of the interrupt", async () => {
  const ended = await within(
    10_000,
    session.run(
      "await new Promise((resolve) => asleep.signalCode ? resolve(0) : asleep.on('exit', resolve)); asleep.signalCode",
    ),
    "the child's end",
  );
  assert.is(ended.text, "'SIGINT'");
});
endless("no session was lost", () => assert.is(session.dead, undefined));
endless.run();

const afterwards = suite("after an interrupt");
afterwards("a module that was stopped half way is loaded anew", async () => {
  writeFileSync(join(session.folder, "node_module.mjs"), "export const n = 1;\n");
  await stop(session, 'await import("./endless.ts")');
  writeFileSync(join(session.folder, "endless.ts"), "export const done = 2;\n");
  assert.is((await within(10_000, session.run('import { done } from "./endless.ts"; done'), "the import")).text, "2");
  writeFileSync(join(session.folder, "endless.cjs"), "module.exports = 3;\n");
  assert.is((await session.run('require("./endless.cjs")')).text, "3");
});
afterwards("a module of a package too", async () => {
  const { mkdirSync } = await import("node:fs");
  const folder = join(session.folder, "node_modules/waits");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"name":"waits","type":"module","exports":"./index.js"}');
  writeFileSync(
    join(folder, "index.js"),
    'import { used } from "./used.js"; if (!globalThis.once) { globalThis.once = true; console.log("go"); for (;;); } export const n = used;\n',
  );
  writeFileSync(join(folder, "used.js"), "export const used = 5;\n");
  assert.is((await stop(session, 'import { n } from "waits"')).error?.ename, "KeyboardInterrupt");
  assert.is((await within(10_000, session.run('import { n } from "waits"; n'), "the import")).text, "5");
});
afterwards("timers of the stopped cell never fire", async () => {
  await stop(
    session,
    'globalThis.fired = 0; setInterval(() => { fired++ }, 1); await new Promise((r) => setTimeout(r, 20)); console.log("go"); await new Promise(() => {})',
  );
  const before = (await session.run("fired")).text;
  await session.run("await new Promise((resolve) => setTimeout(resolve, 30))");
  assert.is((await session.run("fired")).text, before);
});
afterwards("the compiler's cancel word is set, and cleared when the next cell starts", async () => {
  const host = new URL("../../../specializers/node-host.js", import.meta.url).href;
  await session.run(
    `import { grid } from "taipan"; const { host } = await import(${JSON.stringify(host)}); const { cancel } = host(); grid([1])`,
  );
  assert.is((await session.run("cancel[0]")).text, "0");
  // callbacks of a cell that has ended outlive the interrupt
  await session.run(
    'const look = (): void => require("fs").stat(".", () => { if (cancel[0] === 1) console.log("set"); else look(); }); look()',
  );
  await session.interrupt();
  await session.waitFor((event) => event.kind === "stdout" && event.text.includes("set"));
  assert.is((await session.run("cancel[0]")).text, "0");
});
afterwards("the compiler hears of cells and of the time between them", async () => {
  await session.run(
    "globalThis.heard = []; host().onBusy(() => heard.push('busy')); host().onIdle(() => { heard.push('idle ' + host().idle); console.log('waits') })",
  );
  await session.waitFor((event) => event.kind === "stdout" && event.text.includes("waits"));
  assert.is((await session.run("[host().idle, ...heard].join()")).text, "'false,idle true,busy'");
});
afterwards("an interrupt between cells does nothing", async () => {
  for (let i = 0; i < 5; i++) await within(10_000, session.interrupt(), "done");
  assert.is((await session.run("keep")).text, "42");
});
afterwards("a loop in a timer of an earlier cell is stopped for good", async () => {
  await session.run('setInterval(() => { console.log("looping"); while (true) {} }, 5)');
  await session.waitFor((event) => event.kind === "stdout" && event.text.includes("looping"));
  await within(10_000, session.interrupt(), "done");
  assert.is((await within(10_000, session.run("keep"), "the next cell")).text, "42");
});
afterwards.run();

const KINDS = [
  "while (true) {}",
  "await 1; while (true) {}",
  "await new Promise(() => {})",
  "1 + 1",
  "await new Promise((r) => setTimeout(r, 3)); 5",
  "await new Promise((r) => setTimeout(r, 3)); while (true) {}",
  "await new Promise<void>((r) => setImmediate(() => { for (let i = 0; i < 1e7; i++); r() }))",
  'await new Promise<void>((r) => require("fs").readFile("counts.ts", () => { for (let i = 0; i < 1e7; i++); r() }))',
  "const a = Array.from({ length: 2e5 }, Math.random); a.sort((x, y) => x - y); 1",
  "JSON.stringify(Array.from({ length: 1e5 }, (_, i) => ({ i }))).length",
  'import { count } from "./counts"; count',
  'for (let i = 0; i < 1e4; i++) { console.log("line"); if (i % 100 === 0) display(i); }',
] as const;

/** A small generator, so that a failing run can be repeated. */
const random = ((state: number) => () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
})(Number(process.env.TAIPAN_SEED ?? 1));

const stress = suite("random interrupts");
stress(`${COUNT}: no reply lost, no next cell harmed, no session lost`, async () => {
  const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
  for (let i = 0; i < COUNT; i++) {
    const code = KINDS[Math.floor(random() * KINDS.length)]!;
    const reply = session.run(code);
    await wait(random() < 0.3 ? 0 : random() * 30);
    const done = session.interrupt();
    if (random() < 0.2) void session.interrupt();
    const cell = await within(20_000, reply, `interrupt ${i} of ${code}`);
    if (cell.status === "error") assert.is(cell.error?.ename, "KeyboardInterrupt", JSON.stringify(cell.error));
    await within(20_000, done, `interrupt ${i} is done`);
    const next = await within(20_000, session.run("keep"), `the cell after interrupt ${i} of ${code}`);
    assert.is(next.text, "42", `after interrupt ${i} of ${code}: ${JSON.stringify(next.error)}`);
  }
  assert.is(session.dead, undefined);
});
stress.after(() => session.close());
stress.run();
