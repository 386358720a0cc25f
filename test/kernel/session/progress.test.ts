// Progress bars: what is drawn and when, on a clock of the test's own; and that it comes while a cell computes.
// Time limit: 300 s
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type BarView, duration, progressBundle } from "../../../kernel/display/progress-view.ts";
import { createProgress } from "../../../kernel/session/globals/progress.ts";
import type { OutgoingMessage } from "../../../kernel/session/output/channel.ts";
import { contrastOf, themes } from "../../support/contrast.ts";
import { readHtml } from "../../support/html.ts";
import { sanitizeAsJupyterLab } from "../../support/jupyterlab-sanitizer.ts";
import { openSession } from "./harness.ts";

/** Bars on a clock that stands still until it is told. */
function bars() {
  let now = 0;
  const waiting: { readonly at: number; f(): void }[] = [];
  const drawn: { readonly at: number; readonly text: string; readonly id: string; readonly event: string }[] = [];
  const send = (message: OutgoingMessage): void => {
    if (message.kind !== "display") return;
    const { data, transient } = message.content as {
      data: Record<string, string>;
      transient: { display_id: string };
    };
    drawn.push({ at: now, text: data["text/plain"]!, id: transient.display_id, event: message.event });
  };
  const clock = { now: () => now, after: (wait: number, f: () => void) => void waiting.push({ at: now + wait, f }) };
  const made = createProgress({ send, owner: () => "cell", clock });
  return {
    ...made,
    drawn,
    texts: () => drawn.map(({ text }) => text),
    last: () => drawn.at(-1)!.text,
    pass(milliseconds: number): void {
      now += milliseconds;
      for (const { f } of waiting.splice(0).filter((timer) => timer.at <= now || !waiting.push(timer))) f();
    },
  };
}

const drawing = suite("drawing");
drawing("at most ten times a second, the last one always", () => {
  const { progress, drawn, pass, last } = bars();
  for (const x of progress(1000, { label: "steps" })) pass(x < 0 ? 0 : 10);
  assert.ok(drawn.length > 90 && drawn.length <= 102, `${drawn.length} drawings in 10 s`);
  for (const [index, { at }] of drawn.slice(1, -1).entries()) assert.ok(at - drawn[index]!.at >= 100);
  assert.match(drawn[0]!.text, /^steps {2}░{24} {2}0 % {2}0\/1,000, 0\.0 s$/);
  assert.is(last(), `steps  ${"█".repeat(24)}  100 %  1,000/1,000, 100/s, in 10 s`);
  assert.equal(new Set(drawn.map(({ id }) => id)).size, 1);
  assert.equal(
    drawn.slice(0, 2).map(({ event }) => event),
    ["display_data", "update_display_data"],
  );
});
drawing("rate and time left", () => {
  const { progress, pass, last } = bars();
  const bar = progress.bar({ total: 100 });
  for (let step = 0; step < 25; step++) {
    pass(200);
    bar.add();
  }
  assert.is(last(), `${"█".repeat(6)}${"░".repeat(18)}  25 %  25/100, 5/s, 15 s left`);
});
drawing("a step that is not drawn at once is drawn when its time has come", () => {
  const { progress, pass, drawn, last } = bars();
  const bar = progress.bar({ total: 4 });
  pass(30);
  bar.add(2);
  assert.is(drawn.length, 1);
  pass(69);
  assert.is(drawn.length, 1);
  pass(1);
  assert.match(last(), "50 %");
  pass(1000);
  assert.is(drawn.length, 2);
});
drawing("without a total: how many, how fast, how long", () => {
  const { progress, pass, last } = bars();
  const bar = progress.bar({ label: "read" });
  pass(2000);
  bar.set(1000);
  assert.is(last(), "read  1,000, 500/s, 2.0 s");
  bar.done();
  assert.is(last(), "read  1,000, 500/s, in 2.0 s");
  bar.add();
  assert.is(bar.count, 1000);
});
drawing("inner loops have a line of their own, one after the other in the same place", () => {
  const { progress, pass, texts, last, drawn } = bars();
  for (const i of progress(3, { label: "outer" }))
    for (const j of progress(2, { label: `inner ${i}` })) pass(j < 0 ? 0 : 200);
  assert.ok(texts().every((text) => text.split("\n").length <= 2));
  assert.ok(texts().some((text) => /^outer .*33 %[^\n]*\n {2}inner 1 /.test(text)));
  assert.match(last(), /^outer .* 100 % .*\n {2}inner 2 .* 100 %/);
  assert.equal(new Set(drawn.map(({ id }) => id)).size, 1);
  progress.bar({ label: "later" });
  assert.match(last(), /^later/);
  assert.equal(new Set(drawn.map(({ id }) => id)).size, 2);
});
drawing("bars beside each other", () => {
  const { progress, pass, last } = bars();
  const [one, other] = [progress.bar({ label: "one", total: 2 }), progress.bar({ label: "other", total: 2 })];
  pass(100);
  one.set(2);
  pass(100);
  other.add(1);
  pass(100);
  assert.match(last(), /^one .* 100 %.*\n {2}other .* 50 %/);
  other.done();
  assert.match(last(), /other .* 50 % {2}1\/2, .*in 0\.3 s$/);
});
drawing("a loop that is left stops its bar", () => {
  const { progress, last } = bars();
  for (const x of progress([1, 2, 3, 4])) if (x === 3) break;
  assert.match(last(), /stopped at 50 % {2}2\/4/);
  assert.throws(() => {
    for (const x of progress(new Set(["a"]))) throw new Error(x);
  }, "a");
  assert.match(last(), "stopped at 0 %");
});
drawing("a bar of a cell that fails, or is interrupted, says so", () => {
  const { progress, ended, last } = bars();
  const bar = progress.bar({ total: 100 });
  bar.add(37);
  ended("another", "KeyboardInterrupt");
  ended("cell", "KeyboardInterrupt");
  assert.match(last(), "interrupted at 37 %");
  bar.add();
  assert.match(last(), "interrupted at 37 %");
  progress.bar({ total: 2 }).add();
  ended("cell", "TypeError");
  assert.match(last(), "stopped at 50 %");
});
drawing("a bar of a cell that has ended well goes on, with its last step drawn", () => {
  const { progress, ended, pass, drawn, last } = bars();
  const bar = progress.bar({ total: 4 });
  bar.add();
  ended("cell", undefined);
  assert.match(last(), "25 %");
  pass(500);
  assert.is(drawn.length, 2);
  bar.add();
  assert.match(last(), "50 %");
});
drawing("asynchronous iterables, promises in a list, and what is none", async () => {
  const { progress, last } = bars();
  async function* letters(): AsyncGenerator<string> {
    yield* ["a", "b"];
  }
  const seen: unknown[] = [];
  for await (const x of progress(letters(), { total: 2 })) seen.push(x);
  assert.match(last(), "100 %");
  for await (const x of progress([Promise.resolve(1), 2])) seen.push(x);
  for (const x of progress(Float64Array.of(0.5))) seen.push(x);
  assert.equal(seen, ["a", "b", 1, 2, 0.5]);
  const none = progress(letters()) as unknown as Iterable<string>;
  assert.throws(() => [...none], /gone over by `for await/);
  assert.throws(() => progress({} as never), /goes over an iterable, or counts to a number; got \{\}/);
  assert.throws(() => progress.bar({ total: -1 }), /is a number of steps; got -1/);
  for (const _ of progress(0)) assert.unreachable();
  assert.match(last(), /100 % {2}0\/0/);
});
drawing("the end of a `using` block", () => {
  const { progress, last } = bars();
  const bar = progress.bar({ total: 4 });
  bar.add();
  bar[Symbol.dispose]();
  assert.match(last(), "stopped at 25 %");
});
drawing("durations", () => {
  assert.equal([0.04, 9.94, 59, 61, 3600 * 30 + 120].map(duration), [
    "0.0 s",
    "9.9 s",
    "59 s",
    "1 min 1 s",
    "30 h 2 min",
  ]);
});
drawing("HTML that is kept where it is not trusted, readable in both themes", () => {
  const view = (change: Partial<BarView>): BarView => ({
    ...{ label: "a <b>", count: 37, total: 100, status: "running", seconds: 3, rate: 12, level: 0 },
    ...change,
  });
  const html = String(
    progressBundle([view({}), view({ level: 1, status: "interrupted" }), view({ total: undefined })])["text/html"],
  );
  const styles = (source: string): unknown =>
    readHtml(source).map(({ name, text, styles }) => [name, text, [...styles.keys()]]);
  assert.equal(styles(sanitizeAsJupyterLab(html)), styles(html));
  assert.match(html, "a &lt;b&gt;");
  assert.match(html, "width:37.0%");
  for (const theme of themes)
    for (const element of readHtml(html))
      if (element.text.trim() !== "") assert.ok(contrastOf(element, theme) >= 4.5, element.text);
});
drawing.run();

const cells = suite("cells");
const session = await openSession();
const text = (event: object): string =>
  String((event as { content?: { data?: Record<string, unknown> } }).content?.data?.["text/plain"] ?? "");
cells("a loop without a pause shows how far it is while it runs", async () => {
  let seen = 0;
  // the cell computes until the test has seen half of it: were updates held back, it would never end
  const done = session.run(
    `const { existsSync } = require("node:fs");
     for (const i of progress(1e9, { label: "busy" })) {
       const until = performance.now() + 1;
       while (performance.now() < until);
       if (existsSync("seen")) break;
     }`,
    {
      onEvent: (event) => {
        if (!/busy/.test(text(event)) || ++seen < 5) return;
        writeFileSync(join(session.folder, "seen"), "");
      },
    },
  );
  const { events, status } = await done;
  assert.is(status, "ok");
  assert.ok(seen >= 5);
  assert.match(text(events.at(-1)!), /stopped at 0 %/);
});
cells("an interrupted loop says where", async () => {
  const running = session.run("for (const i of progress(1e12)) ;", {
    onEvent: (event) => {
      if (/left$/.test(text(event))) void session.interrupt();
    },
  });
  const { error, events } = await running;
  assert.is(error?.ename, "KeyboardInterrupt");
  assert.match(text(events.at(-1)!), "interrupted at 0 %");
  const waiting = session.run("const b = progress.bar({ total: 8 }); b.add(2); await new Promise(() => {})", {
    onEvent: (event) => {
      if (/ 25 %/.test(text(event))) void session.interrupt();
    },
  });
  assert.match(text((await waiting).events.at(-1)!), "interrupted at 25 %");
});
cells("a bar is no value to be shown twice", async () => {
  assert.is((await session.run("progress.bar({ total: 1 })")).result, undefined);
});
cells("the session ends", () => session.close());
cells.run();
