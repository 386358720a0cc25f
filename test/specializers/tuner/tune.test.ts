// Whole tuning runs over hand-made variants: right, wrong in every way, and what is left behind.
// Time limit: 240 s
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findArtifact, openCache, readArtifact, readTrials, readWinner } from "../../../specializers/cache/index.ts";
import { readCeilings } from "../../../specializers/toolchain/ceilings.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import type { TrialStatus } from "../../../specializers/tuner/job.ts";
import { skip } from "../../support/skip.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { noCompiler, testCache } from "../runtime/compiled.ts";
import type { Flavour } from "../runtime/kernels.ts";
import { generateFor, jobOf } from "./job.ts";
import { knownCeilings, tuneJob } from "./support.ts";

const missing = noCompiler(testCache());
const native = (name: string, body: () => Promise<void>): void => {
  if (missing === undefined) test(name, body);
  else skip(test, name, missing);
};

const expected: Readonly<Record<Flavour, readonly [TrialStatus, RegExp]>> = {
  right: ["ok", /^/],
  slow: ["ok", /abandoned/],
  "wrong at one point": ["wrong", /^wrong at out\[3, 2\]/],
  "missing write": ["wrong", /^wrong at out\[1, 1\]: NaN/],
  "out of bounds": ["wrong", /^wrote outside of out: element 12 of 9/],
  "before the start": ["wrong", /^wrote outside of out: element -2/],
  "changes its input": ["wrong", /^changed its input at u\[1, 2\]/],
  segfault: ["crash", /^crashed: SIGSEGV in check 1/],
  "endless loop": ["timeout", /^no result within 2\.0 s/],
  "endless, polls": ["timeout", /^no result within 2\.0 s/],
  "does not compile": ["compile-error", /^kernel\.c:\d+:\d+: error/],
};

native("every kind of bad variant is a row, and the right one wins", async () => {
  const cacheFolder = temporaryFolder("tune");
  knownCeilings(cacheFolder);
  const flavours = Object.keys(expected) as Flavour[];
  const job = jobOf({ cacheFolder, flavours, seconds: 100, targets: ["openmp"] });
  const { trials, best, done, messages } = await tuneJob(job);
  for (const [flavour, [status, why]] of Object.entries(expected)) {
    const trial = trials.get(`openmp ${flavour}`);
    assert.is(trial?.status, status, `${flavour}: ${trial?.why}`);
    assert.match(trial?.why ?? "", why, flavour);
    assert.is(trial?.seconds === undefined, status !== "ok", flavour);
  }
  assert.is(best?.name, "openmp right");
  assert.ok(best?.artifact !== undefined && readArtifact(best.artifact));
  assert.ok(done.final);
  const right = trials.get("openmp right")!;
  assert.ok(right.samples.length >= 3 && right.seconds! > 0 && right.noise !== undefined && right.error === 0);
  const kinds = new Set(messages.map(({ kind }) => kind));
  for (const kind of ["ready", "ceiling", "reference", "trial", "best", "done"] as const)
    assert.ok(kinds.has(kind), kind);

  const cache = openCache(cacheFolder);
  const winner = readWinner(cache, job.recordKey)!;
  assert.is(winner.name, "openmp right");
  assert.ok(winner.final && winner.artifact === best?.artifact && winner.referenceSeconds! > 0);
  const names = new Set(readTrials(cache, job.recordKey).map(({ trial }) => trial.name));
  assert.is(names.size, flavours.length);
});

native("a second tuning remembers: failures are not tried again, the best is timed again", async () => {
  const cacheFolder = temporaryFolder("again");
  knownCeilings(cacheFolder);
  const job = jobOf({ cacheFolder, flavours: ["right", "slow", "segfault"], targets: ["openmp"] });
  await tuneJob(job);
  const generated: string[] = [];
  const generate = generateFor(job.extents);
  const { trials, best, messages } = await tuneJob(job, {
    generate: (id, config) => {
      generated.push(String(config.flavour));
      return generate(id, config);
    },
  });
  assert.not.ok(generated.includes("segfault"));
  assert.is(trials.get("openmp segfault")?.status, "crash");
  assert.is(best?.name, "openmp right");
  assert.ok(messages.some(({ kind }) => kind === "reference"));
});

test("generated JavaScript alone: the js target is tuned without a compiler", async () => {
  const cacheFolder = temporaryFolder("js");
  const before = process.env.PATH;
  process.env.PATH = "/nonexistent";
  try {
    const { best, done, trials } = await tuneJob(
      jobOf({ cacheFolder, flavours: ["right"], targets: ["js", "openmp"] }),
    );
    assert.is(best?.target, "js");
    assert.is(best?.artifact, undefined);
    assert.ok(done.final);
    assert.match(trials.get("openmp right")?.why ?? "", /No C compiler was found on PATH/);
  } finally {
    if (before !== undefined) process.env.PATH = before;
  }
});

native("the js baseline and the ceilings are measured beside native code", async () => {
  const cacheFolder = temporaryFolder("baseline");
  const { trials, messages } = await tuneJob(jobOf({ cacheFolder, flavours: ["right"], seconds: 60 }));
  assert.is(trials.get("js")?.status, "ok");
  assert.ok(trials.get("js")!.samples.length >= 1);
  const ceiling = messages.find((message) => message.kind === "ceiling");
  assert.ok(ceiling?.kind === "ceiling" && ceiling.bytesPerSecond > 1e8 && ceiling.flopsPerSecond > 1e8);
  assert.is(
    readCeilings(openCache(cacheFolder), machine())?.flopsPerSecond,
    ceiling?.kind === "ceiling" ? ceiling.flopsPerSecond : 0,
  );
});

native("wrong only at the user's shape: caught against the first verified result", async () => {
  const cacheFolder = temporaryFolder("shape");
  knownCeilings(cacheFolder);
  const job = jobOf({ cacheFolder, flavours: ["right", "slow"], targets: ["openmp"] });
  const generate = generateFor(job.extents);
  const { trials } = await tuneJob(job, {
    generate: (id, config) => {
      const kernel = generate(id, config);
      if (typeof kernel === "string" || config.flavour === "right") return kernel;
      // The entry with the shape compiled in leaves out the last row; the one for any shape is right.
      return {
        ...kernel,
        source: kernel.source.replace("const int64_t h = 64, w = 96;", "const int64_t h = 63, w = 96;"),
      };
    },
  });
  assert.is(trials.get("openmp slow")?.status, "wrong");
  assert.match(trials.get("openmp slow")?.why ?? "", /^wrong at out\[62, 1\]: NaN, expected -?[\d.]+$/);
});

native("a session that can't generate, or throws, gives illegal rows", async () => {
  const cacheFolder = temporaryFolder("illegal");
  knownCeilings(cacheFolder);
  const job = jobOf({ cacheFolder, flavours: ["right", "slow", "segfault"], targets: ["openmp"] });
  const generate = generateFor(job.extents);
  const { trials, best } = await tuneJob(job, {
    generate: (id, config) => {
      if (config.flavour === "slow") return "tile > extent";
      if (config.flavour === "segfault") throw new Error("no such loop");
      return generate(id, config);
    },
  });
  assert.is(best?.name, "openmp right");
  assert.equal([trials.get("openmp slow")?.status, trials.get("openmp slow")?.why], ["illegal", "tile > extent"]);
  assert.is(trials.get("openmp segfault")?.why, "no such loop");
});

native("a reference that does not end costs its limit, and tuning goes on", async () => {
  const cacheFolder = temporaryFolder("reference");
  knownCeilings(cacheFolder);
  const job = {
    ...jobOf({ cacheFolder, flavours: ["right", "slow"], targets: ["openmp"], seconds: 6 }),
    reference: "return () => { for (;;) {} };",
  };
  const { messages, best, done } = await tuneJob(job);
  assert.ok(
    messages.some(
      (message) =>
        message.kind === "note" && /The TypeScript function has no time: no result within/.test(message.text),
    ),
  );
  assert.ok(best !== undefined && done.final);
});

native("two tuners on one cache at once", async () => {
  const cacheFolder = temporaryFolder("two");
  knownCeilings(cacheFolder);
  const job = (id: string) =>
    jobOf({ cacheFolder, flavours: ["right", "slow", "segfault", "does not compile"], targets: ["openmp"], id });
  const [one, two] = await Promise.all([tuneJob(job("one")), tuneJob(job("two"))]);
  assert.ok(one.done.final && two.done.final);
  const cache = openCache(cacheFolder);
  const winner = readWinner(cache, job("one").recordKey);
  assert.is(winner?.name, "openmp right");
  assert.ok(winner?.artifact !== undefined && readArtifact(winner.artifact) !== undefined);
  for (const shard of readdirSync(join(cacheFolder, "artifacts"))) {
    for (const key of readdirSync(join(cacheFolder, "artifacts", shard))) assert.ok(findArtifact(cache, key), key);
  }
  assert.ok(readTrials(cache, job("one").recordKey).length >= 6);
});

native("a cache that can't be written: tuned all the same", async () => {
  const { cache, folder } = { cache: testCache(), folder: temporaryFolder("nowhere") };
  assert.ok(cache.lasting);
  const job = {
    ...jobOf({ cacheFolder: join(folder, "\0"), flavours: ["right"], targets: ["openmp"] }),
    reference: undefined,
  };
  const { best, messages } = await tuneJob(job);
  assert.is(best?.name, "openmp right");
  assert.ok(messages.some((message) => message.kind === "note" && /The cache is not used/.test(message.text)));
});

test("a call that needs more memory than there is: a note, no crash", async () => {
  const job = jobOf({
    cacheFolder: temporaryFolder("memory"),
    flavours: ["right"],
    targets: ["js"],
    extents: [1 << 20, 1 << 20],
  });
  const { messages, done } = await tuneJob(job);
  assert.not.ok(done.final);
  assert.ok(
    messages.some(
      (message) => message.kind === "note" && /Tuning stopped: tuning needs \d+\.\d GB of memory/.test(message.text),
    ),
  );
});

test.run();
