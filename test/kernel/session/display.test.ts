// `display` in cells: its ids across cells, its helpers, clearOutput, and names that cells may take for themselves.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Event, openSession } from "./harness.ts";

const session = await openSession();
const { run } = session;

interface Shown {
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly id: string;
}
const outputs = (events: readonly Event[]): readonly Shown[] =>
  events.flatMap((event) => {
    if (!("content" in event)) return [];
    const { data, transient } = event.content as { data: Shown["data"]; transient?: { display_id: string } };
    return [{ kind: event.kind, data, id: transient?.display_id ?? "" }];
  });
const said = (events: readonly Event[]): readonly string[] =>
  outputs(events).map(({ kind, data, id }) => `${kind} ${id} ${data["text/plain"]}`);

test("an id is a place that later displays replace, in other cells too", async () => {
  assert.equal(said((await run('display(1, { id: "a" }); display(2, { id: "a", update: true });')).events), [
    "display_data a 1",
    "update_display_data a 2",
  ]);
  // a second one is shown in its cell; clients draw it in the first one's place too
  assert.equal(said((await run('const b = display(3, { id: "a" });')).events), ["display_data a 3"]);
  assert.equal(said((await run('b.update(4); display(5, { id: "a", update: true }); b.id')).events), [
    "update_display_data a 4",
    "update_display_data a 5",
    "execute_result  'a'",
  ]);
  assert.equal(said((await run('display(6, { id: "new", update: true });')).events), ["display_data new 6"]);
  assert.match((await run("display(1, { id: 5 })")).error?.evalue ?? "", /the id of a display is a text/);
});

test("updates of one place come in the order in which they were asked for", async () => {
  const cell = await run(`
    const slow = new Promise((resolve) => setTimeout(resolve, 50, "slow"));
    display(slow, { id: "order" });
    display("fast", { id: "order", update: true });`);
  assert.equal(said(cell.events), ["display_data order 'slow'", "update_display_data order 'fast'"]);
});

test("promises are awaited, rejected ones fail the cell", async () => {
  assert.is((await run("Promise.resolve([1, 2])")).text, "[ 1, 2 ]");
  const quiet = await run("(async () => {})()");
  assert.equal([quiet.status, quiet.result], ["ok", undefined]);
  assert.is((await run("(async () => display(8))()")).result, undefined);
  assert.is((await run('(async () => { throw new Error("failed") })()')).error?.evalue, "failed");
  assert.equal(
    said((await run("display(Promise.resolve(7)); undefined")).events).map((line) => line.slice(-2)),
    [" 7"],
  );
  assert.is((await run('display(Promise.reject(new Error("late")))')).error?.evalue, "late");
});

test("raw bundles", async () => {
  const [output] = outputs((await run('display({ "text/html": "<b>x</b>" }, { raw: true });')).events);
  assert.equal(output!.data, { "text/html": "<b>x</b>" });
  assert.match((await run("display(5, { raw: true })")).error?.evalue ?? "", /a MIME bundle is an object/);
});

test("helpers as values, and shown at once", async () => {
  const cell = await run("display.html('<b>&lt;</b>'); display.md(\"# x\"); latex`\\alpha`");
  assert.equal(
    outputs(cell.events).map(({ kind, data }) => [kind, Object.values(data)[1]]),
    [
      ["display_data", "<b>&lt;</b>"],
      ["display_data", "# x"],
      ["execute_result", "$\\displaystyle \\alpha$"],
    ],
  );
  assert.is((await run("display.table([{ a: 1 }]).id.length")).text, "36");
});

test("clearOutput with and without waiting", async () => {
  const cell = await run("clearOutput(); clearOutput(true); clearOutput({ wait: true }); clearOutput({})");
  const waits = cell.events.map((event) => ("content" in event ? event.content.wait : undefined));
  assert.equal(waits, [false, true, true, false]);
});

test("a cell may give the helpers' names to values of its own", async () => {
  assert.is((await run('const table = [1], html = "mine"; let json = 2; table.length')).text, "1");
  assert.is(
    (await run("json += table.length; function svg() { return html } [json, svg(), globalThis.table]")).text,
    "[ 3, 'mine', [ 1 ] ]",
  );
  assert.is((await run("typeof display.html")).text, "'function'");
});

test("the session ends", () => session.close());

test.run();
