// When the session's process group is signalled: after the watchdog's first attempt, never before it could have made one.
import { mock } from "node:test";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createInterrupts } from "../../../kernel/front/interrupts.ts";

const start = () => {
  const said: string[] = [];
  const interrupts = createInterrupts(
    { interrupt: () => said.push("interrupt"), signal: (name) => said.push(name) },
    () => said.push("settled"),
  );
  return { said, interrupts };
};

test.before.each(() => mock.timers.enable({ apis: ["setTimeout"] }));
test.after.each(() => {
  mock.timers.reset();
  mock.restoreAll();
});

/** What waits to be read is read meanwhile. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("the signal is counted from the watchdog's first attempt", () => {
  const { said, interrupts } = start();
  interrupts.request();
  mock.timers.tick(500); // a machine with much else to do
  assert.equal(said, ["interrupt"]);
  interrupts.stopping();
  mock.timers.tick(29);
  assert.equal(said, ["interrupt"]);
  mock.timers.tick(1);
  assert.equal(said, ["interrupt", "SIGINT"]);
  mock.timers.tick(200); // and again, for as long as it is stuck
  assert.equal(said, ["interrupt", "SIGINT", "SIGINT"]);
  interrupts.done();
  assert.equal(said, ["interrupt", "SIGINT", "SIGINT", "settled"]);
  mock.timers.tick(10_000);
  assert.is(said.length, 4);
});

test("no signal before the watchdog lives: a session that only starts would die of it", () => {
  const { said, interrupts } = start();
  interrupts.request();
  mock.timers.tick(10_000);
  interrupts.dispose();
  interrupts.stopping(); // nobody is left to be told
  mock.timers.tick(10_000);
  assert.equal(said, ["interrupt"]);
});

test("a cell that stops by itself: its programs hear of it after it has", () => {
  const { said, interrupts } = start();
  interrupts.request();
  interrupts.stopping();
  interrupts.done();
  assert.equal(said, ["interrupt", "SIGINT", "settled"]);
  mock.timers.tick(10_000);
  assert.is(said.length, 3);
});

test("a stuck session is ended at a second request a second later", async () => {
  const now = mock.method(performance, "now", () => 5000);
  const { said, interrupts } = start();
  interrupts.request();
  now.mock.mockImplementation(() => 5999);
  interrupts.request(); // a double click
  for (let i = 0; i < 5; i++) await turn();
  assert.equal([said, interrupts.killed], [["interrupt"], false]);
  now.mock.mockImplementation(() => 6000);
  interrupts.request();
  interrupts.request();
  for (let i = 0; i < 5; i++) await turn();
  assert.equal([said, interrupts.killed], [["interrupt", "SIGKILL"], true]);
});

test("not where the watchdog's answer only had to be read", async () => {
  const now = mock.method(performance, "now", () => 5000);
  const { said, interrupts } = start();
  interrupts.request();
  now.mock.mockImplementation(() => 6500); // the front was held up
  interrupts.request();
  await turn();
  interrupts.done();
  for (let i = 0; i < 5; i++) await turn();
  assert.equal([said, interrupts.killed], [["interrupt", "SIGINT", "settled"], false]);
});

test("not while the watchdog only has to say that the cell has ended", async () => {
  const now = mock.method(performance, "now", () => 5000);
  const { said, interrupts } = start();
  interrupts.request();
  interrupts.stopping();
  interrupts.ended();
  now.mock.mockImplementation(() => 9000); // the user's next one, for whatever runs now
  interrupts.request();
  for (let i = 0; i < 5; i++) await turn();
  assert.equal([said, interrupts.killed, interrupts.underWay], [["interrupt"], false, true]);
  now.mock.mockImplementation(() => 10_000); // and that one is stuck
  interrupts.request();
  for (let i = 0; i < 5; i++) await turn();
  assert.equal([said, interrupts.killed], [["interrupt", "SIGKILL"], true]);
});

test.run();
