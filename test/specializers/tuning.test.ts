// When marked functions are tuned: asked for, in idle time, interrupted, replaced; in surroundings made for the test.
// Time limit: 120 s
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Host, MimeBundle } from "../../specializers/index.ts";
import { temporaryFolder } from "../support/temp.ts";
import { until } from "../support/until.ts";

process.env.XDG_CACHE_HOME = temporaryFolder("tuning");
const { grid, markCell, setHost } = await import("../../specializers/index.ts");

type Listener = () => void;
interface Report {
  readonly kernel: string;
  readonly final: boolean;
  readonly reference: { readonly seconds: number | null };
  readonly variants: readonly { readonly status: string }[];
}
interface Marked {
  (...args: readonly unknown[]): unknown;
  tune(args: readonly unknown[], options: { readonly seconds: number }): Promise<Report>;
  report(): Report;
}
type Options = Parameters<typeof markCell>[0]["options"];

const events = { idle: [] as Listener[], busy: [] as Listener[], interrupt: [] as Listener[] };
const call = (listeners: readonly Listener[]): void => {
  for (const listener of listeners) listener();
};
/** The newest bundle of each of the test's outputs, in their order; a card of an earlier test draws into its own list. */
let outputs: string[] = [];
const textOf = (bundle: MimeBundle): string => String(bundle["text/plain"]);
let idle = false;
const host: Host = {
  display(bundle) {
    const mine = outputs;
    const at = mine.push(textOf(bundle)) - 1;
    return {
      update: (next) => {
        mine[at] = textOf(next);
      },
    };
  },
  cancel: new Int32Array(new SharedArrayBuffer(4)),
  record: undefined,
  interrupted: () => new Error("interrupted"),
  onIdle: (listener) => void events.idle.push(listener),
  onBusy: (listener) => void events.busy.push(listener),
  onEnding: () => {},
  onInterrupt: (listener) => void events.interrupt.push(listener),
  get idle() {
    return idle;
  },
};
setHost(host);

const test = suite("tuning");
test.before.each(() => {
  outputs = [];
  idle = false;
});

const text = "(u: Grid, out: Grid) { for (const p of out.points()) out[p] = scaled(u[p]); }";
const helper = "function scaled(x: number) { return factor * x; }";

/** Runs on the js target, so that no compiler is needed; `factor` makes it a function that was not tuned before. */
function marked(factor: number, changes: Partial<Options> = {}, name = `half${factor}`): Marked {
  const options: Options = { tune: "off", seconds: 1, targets: ["js"], exact: false, explain: false, ...changes };
  const source = { name: "Cell 1", text: `function ${name}${text}\n${helper}`, firstLine: 2 };
  const [mark] = markCell({ source, specializer: "stencil", all: true, options });
  type Values = { points(): Iterable<number>; [p: number]: number };
  const original = (u: Values, out: Values) => {
    for (const p of out.points()) out[p] = factor * u[p]!;
  };
  const made = mark!.wrap(original, { factor: () => factor, scaled: () => undefined });
  return made as Marked;
}
const args = () => [grid([40, 40], { fill: (i, j) => i - j }), grid([40, 40])] as const;

test("a function is tuned twice at once: one after the other, and both reports come", async () => {
  const f = marked(2);
  const reports = await Promise.all([f.tune(args(), { seconds: 1 }), f.tune(args(), { seconds: 1 })]);
  assert.equal(
    reports.map(({ final }) => final),
    [true, true],
  );
});

test("the TypeScript function is timed with what it and its helpers captured", async () => {
  const { reference } = await marked(7).tune(args(), { seconds: 1 });
  assert.ok(reference.seconds !== null && reference.seconds > 0);
});

test("an interrupt ends what was asked for, the running one and the next; later ones go on", async () => {
  const [f, g] = [marked(3), marked(4)];
  const wishes = [f.tune(args(), { seconds: 600 }), g.tune(args(), { seconds: 600 })];
  call(events.interrupt);
  assert.equal(
    (await Promise.all(wishes)).map(({ final }) => final),
    [false, false],
  );
  assert.ok((await f.tune(args(), { seconds: 1 })).final);
});

test("idle time is used between cells; what is asked for comes first", async () => {
  const f = marked(5, { tune: "idle" });
  f(...args());
  assert.equal(f.report().variants, []);
  const g = marked(6, { tune: "off" });
  assert.ok((await g.tune(args(), { seconds: 1 })).final);
  assert.not.ok(f.report().final);
  idle = true;
  call(events.idle);
  await until(() => f.report().final);
});

test("--tune now starts with the first call, while its cell still runs", async () => {
  const f = marked(8, { tune: "now" });
  f(...args());
  await until(() => f.report().final);
});

test("a function that is marked again is no longer tuned under its old definition", async () => {
  const f = marked(9, { tune: "idle", seconds: 600 }, "half");
  f(...args());
  idle = true;
  call(events.idle);
  const g = marked(10, { tune: "idle" }, "half");
  g(...args());
  await until(() => g.report().final);
  assert.not.ok(f.report().final);
});

test("--explain shows every stage below the card, and again once the function was called", async () => {
  const f = marked(11, { explain: true });
  assert.is(outputs.length, 2);
  assert.match(outputs[1]!, /Domain AST/);
  assert.not.match(outputs[1]!, /Pass /);
  f(...args());
  await until(() => /Pass .*\n/.test(outputs[1]!));
  assert.match(outputs[1]!, /11 \* u\[p\]/);
});

test("targets that there are not are errors", () => {
  assert.throws(
    () => marked(12, { targets: ["js", "fortran"] }),
    (error: Error) => error instanceof RangeError && /no target "fortran"; there are: js, openmp/.test(error.message),
  );
});

test("the budget of a tuning is a number above 0", () => {
  for (const seconds of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => marked(13).tune(args(), { seconds }), RangeError);
});

test.run();
