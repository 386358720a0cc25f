// Settings of the cells' compiler: the first line of a program, tsconfig.json beside the notebook.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folder, notebook, runAll } from "./notebook-folder.ts";

const settings = suite("files");
settings("the first line of a program", async () => {
  assert.is(await notebook.run("#!/usr/bin/env node\n5"), 5);
  assert.is(await notebook.run("\ufeffconst marked = 6; marked"), 6);
});
settings("experimentalDecorators of tsconfig.json asks for TypeScript's own", async () => {
  const file = join(folder, "tsconfig.json");
  writeFileSync(file, '{ "compilerOptions": { /* old */ "experimentalDecorators": true } } // "x": 1');
  try {
    const cells = [
      "const got: unknown[] = []; function old(...values: unknown[]) { got.push(values.length, values[1]) }",
      "class L1 { @old x = 1; @old m() {} constructor(@old public z: number) {} }",
      "function mark(made: any) { made.marked = true } @mark class L2 {}",
      "[got, new L1(3).z, (L2 as any).marked]",
    ];
    assert.equal(await runAll(cells), [[3, "x", 3, "m", 3, undefined], 3, true]);
  } finally {
    rmSync(file);
  }
});
settings.run();
