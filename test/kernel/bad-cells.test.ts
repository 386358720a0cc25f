// Cells that recurse, wait and loop without end, or show what throws: an error, an interrupt, and the session goes on.
// Time limit: 300 s
import { stripVTControlCharacters } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { temporaryFolder } from "../support/temp.ts";
import { type Client, type Executed, printed, startKernel } from "./client.ts";

let client: Client;
const start = async (): Promise<void> => {
  client = await startKernel({ folder: temporaryFolder("bad-cells") });
  assert.is((await client.execute("let kept = 'kept'; const home = process.pid;")).reply.status, "ok");
};
const close = (): Promise<void> => client.close();
const traceback = ({ reply }: Executed): string =>
  stripVTControlCharacters(((reply.traceback ?? []) as readonly string[]).join("\n"));
const shown = ({ outputs }: Executed): string | undefined =>
  (
    outputs.find(({ header }) => header.msg_type === "execute_result")?.content.data as
      | Record<string, string>
      | undefined
  )?.["text/plain"];
/** The session is the one it was, and has its variables. */
const lives = async (): Promise<void> => {
  assert.is(shown(await client.execute("[kept, process.pid === home]")), "[ 'kept', true ]");
};
/** Runs a cell that prints "runs" once it does, and interrupts it. */
const interrupted = async (code: string): Promise<void> => {
  const request = client.send("shell", "execute_request", { code });
  await client.message(
    ({ header, parent }) => header.msg_type === "stream" && parent?.msg_id === request.header.msg_id,
  );
  await client.ask("control", "interrupt_request", {});
  const { reply } = await client.executed(request);
  assert.is(reply.ename, "KeyboardInterrupt", `${code}: ${JSON.stringify(reply)}`);
  await lives();
};

const deep = suite("stack overflows");
deep.before(start);
deep.after(close);
const OVERFLOWS: readonly (readonly [name: string, code: string])[] = [
  ["a function", "function down(): number { return 1 + down() }\ndown()"],
  ["an async function", "async function later(): Promise<number> { return 1 + (await later()) }\nawait later()"],
  ["two functions by turns", "const a = (): number => 1 + b(); const b = (): number => 1 + a();\na()"],
  ["a constructor", "class Deep { inner = new Deep() }\nnew Deep()"],
  ["a conversion to a text", "const text = { toString(): string { return String(text) } };\nString(text)"],
];
for (const [name, code] of OVERFLOWS) {
  deep(name, async () => {
    const cell = await client.execute(code);
    assert.is(cell.reply.ename, "RangeError", JSON.stringify(cell.reply));
    assert.match(traceback(cell), /^RangeError: Maximum call stack size exceeded\nCell \d+, line 1/);
    assert.ok(traceback(cell).split("\n").length < 40, traceback(cell));
    await lives();
  });
}
const SHOWN: readonly (readonly [name: string, code: string, text: RegExp])[] = [
  [
    "a getter of a value that is shown is not called",
    "({ get x(): unknown { return (this as any).x } })",
    /^\{ x: \[Getter\] \}$/,
  ],
  [
    "toString of a value that is shown is not called",
    "({ toString(): string { return String(this) } })",
    /^\{ toString: \[Function: toString\] \}$/,
  ],
  [
    "how Node shows a value",
    '({ [Symbol.for("nodejs.util.inspect.custom")](): unknown { return this.f() }, f(): unknown { return this.f() } })',
    /can't be shown: Maximum call stack size exceeded/,
  ],
  [
    "a value nested deeply",
    "let nest: unknown = 0; for (let i = 0; i < 1e5; i++) nest = [nest];\nnest",
    /^\[\s+\[ \[ \[ \[Array\]/,
  ],
];
for (const [name, code, text] of SHOWN) {
  deep(name, async () => {
    const cell = await client.execute(code);
    assert.match(shown(cell) ?? JSON.stringify(cell.reply), text, `${shown(cell)}`.slice(0, 300));
    await lives();
  });
}
deep("Jupyter.display of a value that is shown", async () => {
  const cell = await client.execute(
    'const display_ = Symbol.for("Jupyter.display");\n({ [display_](): unknown { return (this as any)[display_]() } })',
  );
  assert.is(cell.reply.ename, "RangeError", JSON.stringify(cell.reply));
  assert.match(traceback(cell), /Cell \d+, line 2:/);
  assert.ok(traceback(cell).split("\n").length < 40, traceback(cell));
  await lives();
});
deep.run();

const endless = suite("promises and getters without end");
endless.before(start);
endless.after(close);
endless("a chain of microtasks is interrupted", () =>
  interrupted(
    "console.log('runs'); const again = (): unknown => Promise.resolve().then(again); again(); await new Promise(() => {})",
  ),
);
endless("a chain of awaits is interrupted", () => interrupted("console.log('runs'); for (;;) await null"));
endless("microtasks that double are interrupted", () =>
  interrupted(
    "console.log('runs'); const fork = async (): Promise<void> => { await null; void fork(); void fork() }; await fork(); await new Promise(() => {})",
  ),
);
endless("a queue of microtasks without end is interrupted", () =>
  interrupted(
    "console.log('runs'); const more = (): void => queueMicrotask(more); more(); await new Promise(() => {})",
  ),
);
endless("a getter that loops while it is shown is interrupted", () =>
  interrupted('display({ [Symbol.for("Jupyter.display")]() { console.log("runs"); for (;;); } })'),
);
endless("a representation that loops while it is shown is interrupted", () =>
  interrupted('({ [Symbol.for("nodejs.util.inspect.custom")]() { console.log("runs"); for (;;); } })'),
);
endless("a thenable that never resolves is interrupted", () => interrupted("console.log('runs'); await { then() {} }"));
endless("a million promises that are pending", async () => {
  const cell = await client.execute(
    "const pending = Array.from({ length: 1e6 }, () => new Promise(() => {})); void Promise.all(pending); pending.length",
  );
  assert.is(shown(cell), "1000000", JSON.stringify(cell.reply));
  await lives();
});
endless.run();

const odd = suite("odd values and texts");
odd.before(start);
odd.after(close);
odd("thenables that throw, and that resolve twice", async () => {
  const throws = await client.execute("await { then() { throw new TypeError('thrown') } }");
  assert.is(throws.reply.evalue, "thrown");
  const after = await client.execute(
    "await { then(resolve: (n: number) => void) { resolve(1); resolve(2); throw new Error('late') } }",
  );
  assert.is(shown(after), "1", JSON.stringify(after.reply));
  const getter = await client.execute("await { get then() { throw new TypeError('in then') } }");
  assert.is(getter.reply.evalue, "in then");
  await lives();
});
odd("proxies whose every trap throws are shown, thrown and printed", async () => {
  await client.execute(
    "const trap = () => { throw new Error('trapped') }; const traps = new Proxy({}, { get: () => trap }); const nasty: any = new Proxy({}, traps as any);",
  );
  // Node 20's util.inspect gives up where a later one's goes on
  const plain: readonly (readonly [code: string, ...texts: (string | undefined)[]])[] = [
    ["nasty", "{}"],
    ["[nasty]", "[ {} ]"],
    ["({ nasty })", "{ nasty: {} }"],
    ["display(nasty)", undefined],
    [
      "({ get [Symbol.toStringTag]() { throw new Error('x') } })",
      "[an object that can't be shown: x]",
      "{ Symbol(Symbol.toStringTag): [Getter] }",
    ],
    [
      "Object.defineProperty(new Error('m'), 'stack', { get() { throw new Error('y') } })",
      "[an object that can't be shown: y]",
      "[Error: m]",
    ],
  ];
  for (const [code, ...texts] of plain) {
    const cell = await client.execute(code);
    assert.is(cell.reply.status, "ok", `${code}: ${JSON.stringify(cell.reply)}`);
    assert.ok(texts.includes(shown(cell)), `${code}: ${shown(cell)}`);
    await lives();
  }
  assert.is(printed(await client.execute("console.log(nasty)")), "{}\n");
  const thrown: readonly (readonly [code: string, ename: string, evalue: string])[] = [
    ["throw nasty", "Error", "trapped"],
    ["await nasty", "Error", "trapped"],
    ["throw Object.defineProperty(new Error('m'), 'message', { get() { throw new Error('y') } })", "Error", ""],
    ["throw { get name() { throw 1 }, get stack() { throw 3 } }", "Uncaught", "{ name: [Getter], stack: [Getter] }"],
    ["throw null", "Uncaught", "null"],
    ["throw Symbol('s')", "Uncaught", "Symbol(s)"],
  ];
  for (const [code, ename, evalue] of thrown) {
    const { reply } = await client.execute(code);
    assert.equal([reply.ename, reply.evalue], [ename, evalue], code);
    await lives();
  }
});
odd("line ends, marks and characters of every kind", async () => {
  const cases: readonly (readonly [code: string, text: string | undefined])[] = [
    ["let crlf = 1;\r\ncrlf + 1\r\n", "2"],
    ["\ufefflet marked = 3; marked", "3"],
    ["let separated = '\u2028';\u2028separated.length", "1"],
    ["'\0'.length", "1"],
    ["'😀'.length // 👩‍👩‍👧", "2"],
    ["// only a comment", undefined],
    ["/* only */ /* comments */\n", undefined],
    ["", undefined],
    [" \r\n\t\n", undefined],
    [";", undefined],
  ];
  for (const [code, text] of cases) {
    const cell = await client.execute(code);
    assert.is(cell.reply.status, "ok", `${JSON.stringify(code)}: ${JSON.stringify(cell.reply)}`);
    assert.is(shown(cell), text, JSON.stringify(code));
  }
  const nul = await client.execute("let a\0b = 1");
  assert.is(nul.reply.ename, "SyntaxError");
  const crlf = await client.execute("let one = 1;\r\n\r\nthrow new Error('third')");
  assert.match(traceback(crlf), /Cell \d+, line 3:7\n/);
  const emoji = await client.execute("'😀😀'; throw new Error('after')");
  assert.match(traceback(emoji), /Cell \d+, line 1:\d+\n/);
  await lives();
});
odd("an exit code that is set has no effect", async () => {
  assert.is(shown(await client.execute("process.exitCode = 3")), "3");
  await lives();
});
odd.run();
