// Cells that run faster than they can be checked are checked together.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createTypeService } from "../../../kernel/types/service.ts";
import type { TypeApi } from "../../../kernel/types/type-api.ts";

test("a check of a cell that TypeScript knows does not show it those that came since", async () => {
  const known: string[] = [];
  const seen: Record<string, readonly string[]> = {};
  const unasked = (): never => {
    throw new Error("nobody asks for that");
  };
  const api: TypeApi = {
    modules: {
      ...{ asked: "", named: "", files: new Map() },
      ...{ ask: unasked, placesOf: unasked, namedValues: unasked, takeChanged: unasked, remove: unasked },
      define(code: string) {
        known.push(code);
        return { path: code, shift: 0, failed() {}, release() {} };
      },
      names: () => [],
    },
    ...{ completions: unasked, membersOf: unasked, hover: unasked, hoverOf: unasked, signatureHelp: unasked },
    async diagnostics(file: string) {
      seen[file] = [...known];
      return [];
    },
    whileItLives: (question) => question(),
    async close() {},
  };
  const types = createTypeService({
    folder: "/",
    report: assert.unreachable,
    load: async () => api,
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

test.run();
