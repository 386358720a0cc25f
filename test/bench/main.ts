// `npm run bench [-- kernel | calls | gmm [grid] | stencil [CASE…]]`: the product's figures on this machine, as tables, with JSON beside.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../support/root.ts";
import { callsTable, measureCalls } from "./calls.ts";
import { measureKernels } from "./kernels/index.ts";
import { kernelTable } from "./kernels/table.ts";
import { describeMachine, machineText } from "./machine.ts";
import { benchStreamedFit, benchWholeFit } from "./mixtures/fits.ts";
import { benchGrid } from "./mixtures/grid.ts";
import { benchMixtures } from "./mixtures/index.ts";
import { benchStencils, stencilNames } from "./stencil/index.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string" },
    seconds: { type: "string", default: "20" },
    shrink: { type: "string", default: "1" },
    sides: { type: "string" },
    limit: { type: "string", default: "100000" },
    prepare: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const stencilCases = positionals.filter((name) => stencilNames.includes(name));

const save = (name: string, figures: unknown): void => {
  const results = join(packageRoot, "test/bench/results");
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify({ machine: describeMachine(), figures }, null, 2)}\n`);
};

/** The kernel's comes last, as its processes take a while to end. */
const benches: Readonly<Record<string, () => Promise<void>>> = {
  async calls() {
    const figures = measureCalls();
    console.log(callsTable(figures));
    save("calls", figures);
  },
  stencil: () =>
    benchStencils(stencilCases, {
      rounds: values.rounds === undefined ? undefined : Number(values.rounds),
      seconds: Number(values.seconds),
      shrink: Number(values.shrink),
      sides: values.sides?.split(",").map(Number),
    }),
  async gmm() {
    const rounds = Number(values.rounds ?? "5");
    if (positionals.includes("grid")) {
      const [seconds, limit] = [Number(values.seconds), Number(values.limit)];
      save("gmm-grid", await benchGrid({ rounds, seconds, limit, prepare: values.prepare, only: values.only }));
      return;
    }
    save("gmm", await benchMixtures({ rounds, seconds: Number(values.seconds), only: values.only }));
  },
  async fits() {
    save("fits", { whole: await benchWholeFit(), streamed: await benchStreamedFit() });
  },
  async kernel() {
    const figures = await measureKernels();
    console.log(kernelTable(figures));
    save("kernel", figures);
  },
};

const unknown = positionals.filter((name) => !(name in benches) && name !== "grid" && !stencilNames.includes(name));
if (unknown.length > 0) {
  const all = `${Object.keys(benches).join(", ")}; cases of stencil: ${stencilNames.join(", ")}`;
  console.error(`There is no bench ${unknown.join(", ")}; there are ${all}.`);
  process.exit(2);
}

console.log(machineText());
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  console.log(`\n${name}`);
  await bench();
}
