// What earlier tunings leave to a new one: winners of similar calls, the most similar first.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openCache, writeWinner } from "../../../specializers/cache/index.ts";
import { neighborsOf, readHistory } from "../../../specializers/tuner/history.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { jobOf } from "./job.ts";

const cacheFolder = temporaryFolder("history");
const cache = openCache(cacheFolder);
const job = jobOf({ cacheFolder, flavours: ["right", "slow", "segfault"], extents: [64, 96] });

const win = (signature: string, flavour: string, kernel = job.kernel): void =>
  writeWinner(cache, {
    ...{
      format: 1,
      recordKey: `${kernel} ${signature}`.replace(/\W/g, "-"),
      kernel,
      signature,
      machine: "m",
      name: flavour,
    },
    ...{
      config: { target: "openmp", flavour },
      target: "openmp",
      seconds: 1,
      noise: 0,
      final: true,
      noisy: false,
      written: "",
    },
  });

test("winners of the same kernel are seeds, those of the most similar extents first", () => {
  win("u f64 640×960", "segfault");
  win("u f32 64×96", "right"); // other arrays: last
  win("u f64 64×128", "slow");
  win("u f64 64×96", "right", "another");
  win("u f64 64×64", "not of this space");
  const found = neighborsOf(cache, job, job.space.axes);
  assert.equal(
    found.map(({ config, distance }) => [config.flavour, Math.round(100 * distance)]),
    [
      ["slow", 42],
      ["segfault", 664],
      ["right", Number.POSITIVE_INFINITY],
    ],
  );
  assert.equal(
    readHistory(cache, job, "m").seeds.map(({ flavour }) => flavour),
    ["slow"],
    "seeds differ in two axes or more",
  );
});

test.run();
