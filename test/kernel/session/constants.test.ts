// Constants of cells: not to be assigned, by whatever way, until they are declared anew.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failure, notebook, runAll } from "./notebook-folder.ts";

const constants = suite("constants");
for (const [name, cells] of [
  ["of the same cell", ["const c1 = 1; c1 = 2"]],
  ["of an earlier cell", ["const c2 = 1", "c2 = 2"]],
  ["updated", ["const c3 = 1", "c3++"]],
  ["compound", ["const c4 = 1", "c4 += 1"]],
  ["by destructuring", ["const c5 = 1", "[c5] = [2]"]],
  ["by shorthand", ["const c6 = 1", "({ c6 } = { c6: 2 })"]],
  ["in a loop's head", ["const c7 = 1", "for (c7 of [1]);"]],
  ["inside a function", ["const c8 = 1", "(() => { c8 = 2 })()"]],
  ["imported", ['import { sep as c9 } from "node:path"', 'c9 = "x"']],
  ["a name that globalThis has", ["const navigator = 1", "navigator = 2"]],
] as const) {
  constants(`assigning is a TypeError: ${name}`, async () => {
    const error = await failure(cells);
    assert.instance(error, TypeError);
    assert.match(error.message, /Assignment to constant variable/);
  });
}
constants("a local name of the same spelling is free", async () => {
  assert.equal(await runAll(["const c10 = 1", "(() => { let c10 = 1; c10 = 2; return c10 })()"]), 2);
  assert.equal(await notebook.run("c10"), 1);
});
constants("redeclared, it may be assigned", async () => {
  assert.equal(await runAll(["const c11 = 1", "let c11 = 2; c11 = 3; c11"]), 3);
  assert.equal(await runAll(["c11 = 4", "c11"]), 4);
});
constants("a cell that throws leaves its names declarable", async () => {
  await failure(['const bad = (() => { throw new Error("no") })()']);
  assert.equal(await notebook.run("typeof bad"), "undefined");
  assert.equal(await runAll(["const bad = 1", "bad"]), 1);
  await failure(['const good = 1; const worse = (() => { throw new Error("no") })()']);
  assert.match((await failure(["good = 2"])).message, /constant/);
  assert.equal(await notebook.run("worse = 3"), 3);
});
constants.run();
