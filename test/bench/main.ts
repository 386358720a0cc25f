// `npm run bench [-- kernel | calls | stencil …]`: the product's figures on this machine, as tables, with JSON beside.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machine } from "../../specializers/toolchain/machine.ts";
import { packageRoot } from "../support/root.ts";
import { callsTable, measureCalls } from "./calls.ts";
import { measureKernels } from "./kernels/index.ts";
import { kernelTable } from "./kernels/table.ts";
import { benchLaplacian, stencilTable } from "./stencil.ts";

const ROUNDS = 15;
const TUNE_SECONDS = 20;

/** Each gives its figures and prints its table; the kernel's comes last, as its processes take a while to end. */
const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  async calls() {
    const figures = measureCalls();
    console.log(callsTable(figures));
    return figures;
  },
  async stencil() {
    const rows = await benchLaplacian(256, ROUNDS, TUNE_SECONDS);
    console.log(stencilTable(rows));
    return rows;
  },
  async kernel() {
    const figures = await measureKernels();
    console.log(kernelTable(figures));
    return figures;
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}

const { cpu, cores, lastLevelCacheBytes } = machine();
const described = { cpu, cores, lastLevelCacheBytes, node: process.version, date: new Date().toISOString() };
console.log(`${cpu}, ${cores} cores, last-level cache ${lastLevelCacheBytes / 2 ** 20} MB, Node ${process.version}`);

const results = join(packageRoot, "test/bench/results");
mkdirSync(results, { recursive: true });
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  writeFileSync(
    join(results, `${name}.json`),
    `${JSON.stringify({ machine: described, figures: await bench() }, null, 2)}\n`,
  );
}
