// A notebook in a folder of its own, with packages and files beside it; one for each test process.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/temp.ts";
import { openNotebook } from "./cells-in-process.ts";

export const folder = temporaryFolder("cells");
mkdirSync(join(folder, "node_modules/esm-only"), { recursive: true });
writeFileSync(
  join(folder, "node_modules/esm-only/package.json"),
  '{"name":"esm-only","type":"module","exports":"./index.js"}',
);
writeFileSync(join(folder, "node_modules/esm-only/index.js"), 'export const v = 7; export default "esm";');
writeFileSync(
  join(folder, "beside.mjs"),
  "export const x = 1; export const sees = () => [typeof process, typeof URL];",
);
writeFileSync(join(folder, "data.json"), '{"answer": 42}');

export const notebook = openNotebook(folder);
/** The value of the last cell. */
export const runAll = async (cells: readonly string[]): Promise<unknown> => {
  let value: unknown;
  for (const cell of cells) value = await notebook.run(cell);
  return value;
};
/** What the first failing cell throws. */
export const failure = async (cells: readonly string[]): Promise<Error> => {
  try {
    await runAll(cells);
  } catch (error) {
    return error as Error;
  }
  throw new Error("no cell failed");
};
