// Cells that break what the session stands on: globals, prototypes, listeners, descriptors. The next cell runs all the same.
// Time limit: 300 s
import { stripVTControlCharacters } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CellOutput, openSession, type TestSession } from "./harness.ts";

const sessions: TestSession[] = [];
const opened = async (): Promise<TestSession> => {
  const session = await openSession();
  sessions.push(session);
  return session;
};
const closeAll = async (): Promise<void> => {
  for (const session of sessions.splice(0)) if (session.dead === undefined) await session.close();
};
const traceback = ({ error }: CellOutput): string => stripVTControlCharacters(error?.traceback.join("\n") ?? "");

/** Each replaces something; then cells are evaluated, shown, fail and wait as ever. */
const REPLACED: readonly (readonly [name: string, code: string])[] = [
  [
    "methods of arrays",
    'Array.prototype.map = Array.prototype.filter = Array.prototype.flatMap = Array.prototype.push = () => { throw new Error("replaced") }; 0',
  ],
  ["how arrays are gone through", 'Array.prototype[Symbol.iterator] = () => { throw new Error("replaced") }; 0'],
  [
    "methods of strings",
    'String.prototype.split = String.prototype.replace = String.prototype.slice = String.prototype.trim = () => { throw new Error("replaced") }; 0',
  ],
  [
    "methods of regular expressions",
    'RegExp.prototype.exec = RegExp.prototype.test = () => { throw new Error("replaced") }; 0',
  ],
  [
    "methods of maps and sets",
    'Map.prototype.get = Map.prototype.set = Set.prototype.has = WeakMap.prototype.get = () => { throw new Error("replaced") }; 0',
  ],
  [
    "methods of Object",
    'Object.entries = Object.keys = Object.assign = Object.defineProperty = Object.fromEntries = () => { throw new Error("replaced") }; 0',
  ],
  ["Promise", "globalThis.Promise = null as any; 0"],
  [
    "a promise's methods",
    'Promise.prototype.then = Promise.prototype.catch = () => { throw new Error("replaced") }; 0',
  ],
  ["JSON", "globalThis.JSON = null as any; 0"],
  ["Symbol.for", 'Symbol.for = () => { throw new Error("replaced") }; 0'],
  ["Error", "globalThis.Error = class {} as any; 0"],
  ["how stacks are made", 'Error.prepareStackTrace = () => { throw new Error("replaced") }; 0'],
  [
    "collections and proxies",
    "globalThis.Map = globalThis.Set = globalThis.WeakMap = globalThis.Proxy = globalThis.Reflect = null as any; 0",
  ],
  ["Atomics and Buffer", "globalThis.Atomics = globalThis.Buffer = null as any; 0"],
  ["the console", "globalThis.console = null as any; 0"],
  ["timers", 'globalThis.setTimeout = globalThis.clearTimeout = (() => { throw new Error("replaced") }) as any; 0'],
  [
    "functions of process",
    'process.cwd = process.cpuUsage = process.exit = process.on = (() => { throw new Error("replaced") }) as any; 0',
  ],
  ["process.send", "(process as any).send = () => { throw new Error() }; 0"],
  [
    "functions of Node's modules",
    'require("fs").writeSync = require("util").inspect = () => { throw new Error("replaced") }; require("module").syncBuiltinESMExports(); 0',
  ],
  [
    "what all objects have",
    'Object.assign(Object.prototype, { kind: "done", get: () => 5, marker: 3, toJSON: () => 7 }); 0',
  ],
  [
    "all other globals, which are deleted",
    "for (const key of Object.getOwnPropertyNames(globalThis)) if (key !== 'TypeError') try { delete (globalThis as any)[key] } catch {} 0",
  ],
  ["globalThis, which is frozen", "Object.freeze(globalThis); 0"],
  [
    "prototypes, which are frozen",
    "for (const each of [Array, Object, Function, Error, Promise, Map]) { Object.freeze(each); Object.freeze(each.prototype) } 0",
  ],
];

const replaced = suite("globals that a cell replaces");
for (const [name, code] of REPLACED) {
  replaced(name, async () => {
    const session = await opened();
    await session.run("let earlier = 1");
    assert.is((await session.run(code)).text, "0", `${session.dead}`);
    assert.is((await session.run("const shown: { a: number } = { a: 1 }; shown")).text, "{ a: 1 }");
    assert.is((await session.run("let earlier = 2; const later = earlier + shown.a; later")).text, "3");
    assert.is((await session.run("await null; later + 1")).text, "4");
    const failed = traceback(await session.run("const before = 1;\nthrow new TypeError('told')"));
    assert.match(failed, /^TypeError: told\nCell \d+, line 2:7\n/);
    assert.match(traceback(await session.run("let b = ;")), /^SyntaxError: Expression expected\nCell \d+, line 1:9\n/);
    assert.is(session.dead, undefined);
  });
}
replaced("in the cell that fails, and in one of its timers", async () => {
  const session = await opened();
  const both = 'Array.prototype.map = String.prototype.split = () => { throw new Error("replaced") };';
  assert.match(
    traceback(await session.run(`${both}\nthrow new RangeError("told")`)),
    /^RangeError: told\nCell 1, line 2:7\n/,
  );
  const late =
    'await new Promise((r) => setTimeout(() => { Promise.prototype.then = () => { throw new Error("replaced") }; r(0) }, 1));';
  assert.is((await session.run(`${late} 5`)).text, "5");
  assert.is((await session.run("await 6")).text, "6");
});
replaced("between cells, when the session says that it waits, and in a timer that fails then", async () => {
  const session = await opened();
  const iterator = 'Array.prototype[Symbol.iterator] = () => { throw new Error("replaced") }';
  const cell = await session.run(`${iterator}; setTimeout(() => { throw new Error("late") }, 100); 0`);
  assert.is(cell.text, "0");
  const late = await session.waitFor((event) => event.kind === "stderr"); // the host tells its listeners 20 ms after the cell
  assert.match(
    stripVTControlCharacters("text" in late ? late.text : ""),
    /^Uncaught Error: late\nCell 1, line 1:\d+\n/,
  );
  assert.is((await session.run("1 + 1")).text, "2", `${session.dead}`);
});
replaced("the user's own code has what the user has made of them", async () => {
  const session = await opened();
  await session.run('Array.prototype.map = function () { return "mine" } as any');
  assert.is((await session.run("[1].map((x) => x)")).text, "'mine'");
  await session.run("(Object.prototype as any).added = 5");
  assert.is((await session.run("[({} as any).added, [1].map(String)]")).text, "[ 5, 'mine' ]");
});
replaced.after.each(closeAll);
replaced.run();

const cut = suite("ways to the front");
cut("listeners that are removed come back", async () => {
  const session = await opened();
  const cell = await session.run(`
    process.removeAllListeners(); process.removeAllListeners("message"); process.removeAllListeners("uncaughtException");
    for (const event of ["message", "unhandledRejection"]) process.off(event, process.listeners(event as any)[0] as any);
    void Promise.reject(new Error("rejected")); setTimeout(() => { throw new Error("thrown") }, 1);
    await new Promise((resolve) => setTimeout(resolve, 20)); "ended"`);
  assert.is(cell.text, "'ended'");
  assert.match(stripVTControlCharacters(cell.stderr), /Uncaught Error: rejected[\s\S]*Uncaught Error: thrown/);
  assert.is((await session.run("1")).text, "1");
});
cut("closed descriptors of the streams", async () => {
  const session = await opened();
  const cell = await session.run(
    'require("fs").closeSync(1); console.log("out"); require("fs").closeSync(2); console.error("err"); 1',
  );
  assert.equal([cell.stdout, cell.stderr, cell.text], ["out\n", "err\n", "1"]);
  const next = await session.run('process.stdout.end(); process.stdout.destroy(); console.log("still"); display(2)');
  assert.equal([next.stdout, next.events.at(-1)?.kind], ["still\n", "display_data"]);
});
cut("what a cell sends is not taken for the session's words", async () => {
  const session = await opened();
  assert.is((await session.run("[typeof process.send, process.exitCode = 3]")).text, "[ 'undefined', 3 ]");
  assert.is((await session.run("1")).text, "1");
});
cut("a channel that is closed ends the session, which says so", async () => {
  const session = await opened();
  const cell = await session.run("process.disconnect()");
  assert.is(cell.error?.ename, "Dead");
  assert.match(cell.stderr, /lost its connection to the kernel/);
});
cut.after.each(closeAll);
cut.run();
