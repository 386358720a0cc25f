// The notebooks that users see first: committed with outputs, small, and running from top to bottom.
// Time limit: 400 s
import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installKernel, jupyterEnvironment, noPython, venvPython } from "./support/python.ts";
import { packageRoot } from "./support/root.ts";
import { skip } from "./support/skip.ts";
import { temporaryFolder } from "./support/temp.ts";

interface NotebookOutput {
  readonly output_type: "stream" | "display_data" | "execute_result" | "error";
  readonly data?: Readonly<Record<string, unknown>>;
  readonly evalue?: string;
}
interface Notebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly execution_count?: number | null;
    readonly outputs?: readonly NotebookOutput[];
  }[];
  readonly metadata: { readonly kernelspec: { readonly name: string } };
}

const committed = join(packageRoot, "notebooks");
const names = readdirSync(committed).filter((name) => name.endsWith(".ipynb"));
const read = (path: string): Notebook => JSON.parse(readFileSync(path, "utf8"));
const codeCells = (notebook: Notebook) => notebook.cells.filter((cell) => cell.cell_type === "code");
const outputs = (notebook: Notebook): readonly NotebookOutput[] =>
  codeCells(notebook).flatMap((cell) => cell.outputs ?? []);
const having = (notebook: Notebook, mime: string): number =>
  outputs(notebook).filter((output) => output.data && mime in output.data).length;

/** Every cell ran, in order, none failed; the pictures and cards are there. */
const checkOutputs = (notebook: Notebook): void => {
  assert.equal(
    codeCells(notebook).map((cell) => cell.execution_count),
    codeCells(notebook).map((_, at) => at + 1),
  );
  assert.equal(
    outputs(notebook)
      .filter((output) => output.output_type === "error")
      .map((output) => output.evalue),
    [],
  );
  assert.ok(having(notebook, "image/png") >= 2, "pictures before and after");
  assert.ok(having(notebook, "text/html") >= 2, "cards and reports");
};

/** A reader's notebook tunes for seconds; the same cells do the same in a quarter of them. */
const tunesBriefly = (path: string): void => {
  const text = readFileSync(path, "utf8");
  writeFileSync(
    path,
    text.replace(/(tune\([^\n]*\bseconds: )(\d+)/g, (_, before, seconds) => `${before}${Number(seconds) / 4}`),
  );
};

test("the notebooks are there", () => {
  for (const name of ["01-tour.ipynb", "02-images.ipynb", "03-stencils.ipynb", "04-gmm.ipynb"])
    assert.ok(names.includes(name), name);
});

for (const name of names) {
  test(`${name} is committed with its outputs, below 1.5 MB, and names no path of a machine`, () => {
    const path = join(committed, name);
    const notebook = read(path);
    checkOutputs(notebook);
    assert.is(notebook.metadata.kernelspec.name, "taipan");
    assert.ok(statSync(path).size < 1_500_000, `${statSync(path).size} bytes`);
    const found = /(?:\/home|\/Users|\/root|\/tmp|\/work|\/var)\/[\w.-]+/.exec(JSON.stringify(notebook));
    assert.is(found?.[0], undefined);
  });

  const runs = `${name} runs from top to bottom`;
  if (venvPython)
    test(runs, () => {
      const folder = temporaryFolder("notebooks");
      const environment = jupyterEnvironment(folder);
      installKernel(environment);
      cpSync(committed, join(folder, "notebooks"), { recursive: true });
      const path = join(folder, "notebooks", name);
      tunesBriefly(path);
      const script = join(packageRoot, "kernelspec", "execute.py");
      const { status, stderr } = spawnSync(venvPython!, [script, path], { env: environment, encoding: "utf8" });
      assert.is(status, 0, stderr);
      checkOutputs(read(path));
    });
  else skip(test, runs, noPython);
}

test.run();
