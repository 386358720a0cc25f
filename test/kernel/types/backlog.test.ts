// Cells that run faster than they can be checked are checked together; of one that was checked little stays.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { API } from "typescript/unstable/async";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createTypeService } from "../../../kernel/types/service.ts";
import { createServiceProcess } from "../../../kernel/types/service-process.ts";
import type { TypeApi } from "../../../kernel/types/type-api.ts";

const unasked = (): never => {
  throw new Error("nobody asks for that");
};
/** The service over a stand-in for TypeScript. */
const serviceOver = (ports: {
  define: TypeApi["modules"]["define"];
  diagnosed?: (file: string) => void;
  whileItLives?: TypeApi["whileItLives"];
}) => {
  const api: TypeApi = {
    modules: {
      ...{ asked: "", named: "", files: new Map() },
      ...{ ask: unasked, placesOf: unasked, namedValues: unasked, takeChanged: unasked, remove: unasked },
      define: ports.define,
      names: () => [],
    },
    ...{ completions: unasked, membersOf: unasked, hover: unasked, hoverOf: unasked, signatureHelp: unasked },
    async diagnostics(file: string) {
      ports.diagnosed?.(file);
      return [];
    },
    whileItLives: ports.whileItLives ?? ((question) => question()),
    async close() {},
  };
  return createTypeService({ folder: "/", report: assert.unreachable, load: async () => api });
};

test("a check of a cell that TypeScript knows does not show it those that came since", async () => {
  const known: string[] = [];
  const seen: Record<string, readonly string[]> = {};
  const types = serviceOver({
    define(code) {
      known.push(code);
      return { path: code, shift: 0, failed() {}, release() {} };
    },
    diagnosed(file) {
      seen[file] = [...known];
    },
  });
  const begin = (code: string) => types.begin(code, { marked: false });
  const [a, b] = [begin("a"), begin("b")];
  assert.equal(await a.check(), []);
  const c = begin("c");
  assert.equal(await b.check(), []);
  assert.equal(await c.check(), []);
  assert.equal(seen, { a: ["a", "b"], b: ["a", "b"], c: ["a", "b", "c"] });

  types.forget(); // cells of the session that is gone have nothing to be checked against
  const fresh = begin("fresh");
  assert.equal(await b.check(), []);
  assert.equal(await fresh.check(), []);
  assert.equal(seen.b, ["a", "b"]);
  assert.is(seen.fresh?.at(-1), "fresh");
  await types.end();
});

test("a cell that was checked lets go of what TypeScript made of it, and its question of the process", async () => {
  setFlagsFromString("--expose-gc");
  const gc: () => void = runInNewContext("gc");
  const process = createServiceProcess({ client: { async connect() {}, async close() {} } } as unknown as API);
  const made: WeakRef<object>[] = [];
  const answers: WeakRef<object>[] = [];
  const types = serviceOver({
    define(code) {
      const module = { path: code, shift: 0, failed() {}, release() {} };
      made.push(new WeakRef(module));
      return module;
    },
    whileItLives(question) {
      const answer = process.whileItLives(question);
      answers.push(new WeakRef(answer));
      return answer;
    },
  });
  for (let i = 0; i < 20; i++) assert.equal(await types.begin(`cell${i}`, { marked: false }).check(), []);
  await new Promise((resolve) => setTimeout(resolve)); // a WeakRef keeps what it leads to until the end of the turn
  gc();
  assert.is(made.length, 20);
  assert.is(made.filter((each) => each.deref() !== undefined).length, 0);
  assert.ok(answers.filter((each) => each.deref() !== undefined).length <= 1); // the last is what the next waits for
  await types.end();
  await process.close();
});

test("a question to a process that has ended is told so, also one that waits", async () => {
  const process = createServiceProcess({ client: { async connect() {}, async close() {} } } as unknown as API);
  const waiting = process.whileItLives(() => new Promise(() => {}));
  const told = waiting.then(
    () => assert.unreachable(),
    (error: Error) => error.message,
  );
  await process.close();
  assert.is(await told, "its process has ended");
  const later = process.whileItLives(async () => 1);
  assert.is(
    await later.then(
      () => assert.unreachable(),
      (error: Error) => error.message,
    ),
    "its process has ended",
  );
});

test.run();
