// `npm run bench -- stencil [CASE…] [--rounds N] [--seconds N]`: STREAM first, then the cases, one after the other; each
// leaves its figures in `results/`. `sizes` draws cost over size (`--sides 16,64` measures those anew and keeps the others),
// `table` prints the README's table of what is there.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../support/root.ts";
import { removeFolder, temporaryFolder } from "../../support/temp.ts";
import { describeMachine } from "../machine.ts";
import type { BenchCase } from "./case.ts";
import { cases } from "./cases/index.ts";
import { sizesChart } from "./chart.ts";
import { findPeers } from "./peers.ts";
import { type CaseFigures, type RunOptions, runCase } from "./run.ts";
import { measureSizes, type SizeFigures, sides } from "./sizes.ts";
import { measureStreams, streamTable } from "./stream-table.ts";
import { caseTable, markdownTable } from "./table.ts";

export interface StencilOptions {
  readonly rounds: number | undefined;
  readonly seconds: number;
  /** Divides each extent: a quick look, no measurement. */
  readonly shrink: number;
  /** Of `sizes`: the cubes to measure now; what was measured of others stays. */
  readonly sides: readonly number[] | undefined;
}

const results = join(packageRoot, "test/bench/results/stencil");
const fileOf = (name: string): string => join(results, `${name}.json`);
const save = (name: string, figures: unknown): void => {
  mkdirSync(results, { recursive: true });
  writeFileSync(fileOf(name), `${JSON.stringify({ machine: describeMachine(), figures }, null, 2)}\n`);
};
const read = <T>(name: string): T => (JSON.parse(readFileSync(fileOf(name), "utf8")) as { figures: T }).figures;

export const stencilNames: readonly string[] = ["stream", ...cases.map(({ name }) => name), "sizes", "table"];

/** Slow cases have fewer rounds. */
const roundsOf = ({ steps, name }: BenchCase): number => (steps !== undefined ? 5 : name === "laplacian-512" ? 7 : 15);

export async function benchStencils(wanted: readonly string[], options: StencilOptions): Promise<void> {
  const folder = temporaryFolder("bench");
  process.env.XDG_CACHE_HOME = folder;
  try {
    const peers = findPeers();
    const found = [...peers].map(([name, version]) => `${name} ${version}`).join(", ");
    console.log(`peers: ${found || "none (TAIPAN_BENCH_PYTHON names a Python that has them)"}\n`);
    const common = { seconds: options.seconds, peers };
    for (const name of stencilNames)
      if (wanted.length === 0 || wanted.includes(name)) await runOne(name, options, common);
  } finally {
    removeFolder(folder);
  }
}

async function runOne(name: string, options: StencilOptions, common: Omit<RunOptions, "rounds">): Promise<void> {
  const { rounds, shrink } = options;
  if (name === "stream") {
    const figures = measureStreams(rounds ?? 15);
    save("stream", figures);
    console.log(`${streamTable(figures)}\n`);
  } else if (name === "sizes") {
    const wanted = options.sides ?? sides.filter((n) => n <= 640 / shrink);
    const others = options.sides && existsSync(fileOf("sizes")) ? read<readonly SizeFigures[]>("sizes") : [];
    const figures = others.filter(({ n }) => !wanted.includes(n));
    await measureSizes({ ...common, rounds: rounds ?? 7 }, wanted, (figure, text) => {
      console.log(text);
      figures.push(figure);
      save(
        "sizes",
        figures.toSorted((a, b) => a.n - b.n),
      );
    });
    writeFileSync(join(results, "sizes.svg"), sizesChart(read<readonly SizeFigures[]>("sizes")));
    console.log(`${join(results, "sizes.svg")}\n`);
  } else if (name === "table") {
    const there = cases.filter((bench) => existsSync(fileOf(bench.name)));
    console.log(markdownTable(there.map((bench) => read<CaseFigures>(bench.name))));
  } else {
    const bench = cases.find((each) => each.name === name)!;
    const smaller = { ...bench, shape: bench.shape.map((n) => n / shrink) };
    const figures = await runCase(smaller, { ...common, rounds: rounds ?? roundsOf(bench) });
    if (shrink === 1) save(name, figures);
    console.log(`${caseTable(figures)}\n`);
  }
}
