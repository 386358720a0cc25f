// `npm run bench -- fits`: whole fits, where they start included: in memory beside scikit-learn, and streamed from a file.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GaussianMixture, NdArray, rowsOfFile } from "../../../specializers/index.ts";
import { venvPython } from "../../support/python.ts";
import type { MixtureCase } from "./cases.ts";
import { problemOf } from "./problem.ts";
import { startScikitLearn } from "./scikit-learn.ts";

/** A whole fit, k-means++ included, of a million events. */
export async function benchWholeFit(): Promise<{
  readonly scikitLearn: number | null;
  readonly taipan: readonly number[];
}> {
  const python = process.env.TAIPAN_BENCH_PYTHON ?? venvPython;
  const bench: MixtureCase = { covarianceType: "full", components: 16, features: 19, events: 1e6 };
  const iterations = 10;
  const { events } = problemOf(bench);
  const data = NdArray.from(events.values, [bench.events, bench.features]);
  const peer = python ? await startScikitLearn(python, bench) : undefined;
  const theirs = (await peer?.whole(iterations)) ?? null;
  peer?.close();
  const ours: number[] = [];
  for (let i = 0; i < 2; i++) {
    const begin = performance.now();
    new GaussianMixture({ nComponents: 16, initParams: "k-means++", tol: 0, maxIter: iterations, seed: 1 }).fit(data);
    ours.push((performance.now() - begin) / 1000);
  }
  console.log(
    `whole fit, k-means++ and ${iterations} iterations, full D=19 M=16 N=1e6: scikit-learn ${theirs?.toFixed(1) ?? "–"} s, taipan ${ours.map((each) => each.toFixed(1)).join(" s, then ")} s`,
  );
  return { scikitLearn: theirs, taipan: ours };
}

/** Ten million events from a file that is read again in each iteration. */
export async function benchStreamedFit(): Promise<{ readonly first: number; readonly further: number }> {
  const features = 19;
  const { events } = problemOf({ covarianceType: "full", components: 16, features, events: 1e6 });
  const folder = mkdtempSync(join(tmpdir(), "taipan-bench-"));
  const path = join(folder, "events.f64");
  try {
    const file = openSync(path, "w");
    for (let part = 0; part < 10; part++) writeSync(file, events.values as Float64Array);
    closeSync(file);
    const fit = (maxIter: number) =>
      new GaussianMixture({ nComponents: 16, initParams: "k-means++", tol: 0, maxIter, seed: 1 }).fit(
        rowsOfFile(path, { features }),
      );
    const took = async (maxIter: number): Promise<number> => {
      const begin = performance.now();
      await fit(maxIter);
      return (performance.now() - begin) / 1000;
    };
    await took(2); // compiles
    const first = await took(1);
    const further = ((await took(4)) - first) / 3;
    console.log(
      `streamed from a file, full D=19 M=16 N=1e7 (1.5 GB): ${first.toFixed(1)} s to the first iteration's end, ${further.toFixed(2)} s for each further one`,
    );
    return { first, further };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
