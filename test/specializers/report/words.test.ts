// What the report says in words and figures: units, the verdict, the ceilings, its table.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { ReportModel } from "../../../specializers/report/model.ts";
import { why } from "../../../specializers/report/ranking.ts";
import { tuneCommand } from "../../../specializers/report/reproduce.ts";
import { roofline } from "../../../specializers/report/roofline.ts";
import * as units from "../../../specializers/report/units.ts";
import { variantTable } from "../../../specializers/report/variants.ts";
import { signatureText, verdict } from "../../../specializers/report/verdict.ts";
import type { Trial } from "../../../specializers/tuner/job.ts";
import { allFailed, costModelWrong, final, inCache, noCompiler, recognised, serving, tuning } from "./models.ts";

const figures = suite("report: figures");
figures("times have three digits and a unit", () => {
  const cases: readonly (readonly [number | undefined, string])[] = [
    [0, "0 s"],
    [1.4e-7, "140 ns"],
    [3.1e-6, "3.10 µs"],
    [0.00069, "690 µs"],
    [0.0009997, "1.00 ms"],
    [0.0024, "2.40 ms"],
    [0.0912, "91.2 ms"],
    [0.9996, "1.00 s"],
    [18.23, "18.2 s"],
    [105, "105 s"],
    [240, "4.00 min"],
    [undefined, "–"],
    [Number.NaN, "–"],
  ];
  for (const [value, text] of cases) assert.is(units.seconds(value), text);
});
figures("shares, quotients, rates, sizes and errors", () => {
  assert.equal([0, 0.0003, 0.006, 0.96, 1.32, 12.5, undefined].map(units.percent), [
    "0 %",
    "< 0.1 %",
    "0.6 %",
    "96 %",
    "132 %",
    "1,250 %",
    "–",
  ]);
  assert.equal([1.372, 2.14, 37.9, 12345].map(units.times), ["1.37×", "2.1×", "38×", "12,345×"]);
  assert.equal(
    [units.perSecond(3.86e10, "B"), units.perSecond(5e8, "FLOP"), units.perSecond(2e12, "FLOP")],
    ["38.6 GB/s", "500 MFLOP/s", "2.00 TFLOP/s"],
  );
  assert.equal([24 * 2 ** 30, 1.5 * 2 ** 20, 128 * 1024, 100].map(units.bytes), [
    "24 GB",
    "1.50 MB",
    "128 KB",
    "100 B",
  ]);
  assert.equal([0, 1.11e-16, undefined].map(units.error), ["0", "1.1e-16", "–"]);
});
figures.run();

const words = suite("report: verdict");
const said = (model: ReportModel): string => {
  const { headline, times, sentences } = verdict(model);
  return [headline, times, ...sentences].join(" | ");
};
words("says how much faster, how near the ceiling, how correct and when it pays back", () => {
  assert.is(
    said({
      ...final,
      reference: { seconds: 0.091 },
      best: { ...final.best!, seconds: 0.0024, noise: 0.006 },
      ceiling: { bytesPerSecond: 116.5e9, flopsPerSecond: 1e12 },
      calls: { count: 12, tuningSeconds: 20 },
    }),
    "38× faster than TypeScript | 91.0 ms → 2.40 ms ± 0.6 % | Memory-bound: 96 % of this machine's memory bandwidth. | " +
      "Correct: largest error 3.1e-16 ≤ bound 1.6e-15, on 6 shapes. | 20.0 s of tuning, paid back after 226 calls (12 so far).",
  );
});
words("pays back at the first call that makes up for the tuning", () => {
  const after = (count: number): string | undefined =>
    verdict({
      ...final,
      reference: { seconds: 3 },
      best: { ...final.best!, seconds: 1 },
      calls: { count, tuningSeconds: 20 },
    }).sentences.find((text) => text.includes("tuning"));
  assert.is(after(9), "20.0 s of tuning, paid back after 10 calls (9 so far).");
  assert.is(after(10), "20.0 s of tuning: already paid back, by 10 calls.");
});
words("never pays back what is slower, and says so", () => {
  const slow = { ...final, reference: { seconds: 0.001 } };
  assert.is(verdict(slow).headline, "7.0× slower than TypeScript");
  assert.not(verdict(slow).sentences.some((text) => text.includes("tuning")));
});
words("knows every state", () => {
  assert.is(said(recognised), "Recognised |  | The first call compiles it for the arrays it is given.");
  assert.is(said(serving), "Runs as native code |  | Calls are answered by the untuned default schedule (openmp).");
  assert.is(
    said({ ...serving, serving: { ...serving.serving!, from: "cache" } }),
    "Runs as native code |  | Calls are answered by the cached winner (openmp).",
  );
  assert.is(
    said({ ...serving, serving: { ...serving.serving!, target: "js" } }),
    "Runs as generated JavaScript |  | Calls are answered by the untuned default schedule (js).",
  );
  assert.is(said(allFailed), "No variant passed |  | Calls are answered by the TypeScript original.");
  assert.is(verdict(tuning).state.text, "tuning, 4.40 s");
  assert.is(verdict({ ...tuning, state: "paused" }).state.text, "paused while a cell runs");
  assert.equal(verdict(final).facts, ["quiet machine", "66 variants, 3 failed"]);
  assert.equal(verdict({ ...final, noisy: true }).facts[0], "noisy machine");
  assert.ok(verdict(inCache).sentences.includes("Correct: every bit as in TypeScript, on 6 shapes."));
  assert.is(verdict(inCache).times, "± 3.1 %, TypeScript not timed");
});
words("an error among values that grow is told as a share of its bound", () => {
  const { sentences } = verdict({ ...final, best: { ...final.best!, error: 1.1e12, bound: 3.1e14 } });
  assert.ok(sentences.includes("Correct: largest error 0.4 % of what rounding may make, on 6 shapes."));
});
words("arrays of one layout share its words", () => {
  assert.is(signatureText(final), "u, out f64 256×256×256 none");
  assert.is(
    signatureText({ ...final, signature: "a f64 8 none, b f32 8 none, c f32 8 none" }),
    "a f64 8 none; b, c f32 8 none",
  );
  assert.is(signatureText(recognised), "stencil");
  assert.is(tuneCommand(final), "await laplacian.tune([u, out], { seconds: 18 })");
  assert.is(tuneCommand(serving), "await laplacian.tune([u, out])");
});
words.run();

const ceiling = suite("report: ceilings");
ceiling("the larger share names the bound", () => {
  assert.is(roofline(final).bound, "memory-bound");
  assert.is(roofline({ ...final, ceiling: { bytesPerSecond: 1e12, flopsPerSecond: 20e9 } }).bound, "compute-bound");
  assert.is(roofline(recognised).bound, undefined);
});
ceiling("over 100 % is explained, not clipped", () => {
  assert.is(roofline(inCache).memory!.over, "in cache");
  assert.ok(roofline(inCache).fraction! > 1);
  const { lastLevelCacheBytes: _, ...machine } = inCache.machine;
  assert.is(roofline({ ...inCache, machine }).memory!.over, "in cache, or the cost model is wrong");
  assert.is(roofline({ ...final, cost: { ...final.cost!, bytes: 1e10 } }).memory!.over, "the cost model is wrong");
  assert.is(roofline(costModelWrong).compute!.over, "the cost model is wrong");
  assert.is(roofline(final).memory!.over, "");
});
ceiling.run();

const table = suite("report: table");
table("eight rows in sight, the winner first, then by time; the rest folded; baselines always", () => {
  const { rows, folded, baselines, foldedTitle, omitted } = variantTable(final)!;
  assert.is(rows.length, 8);
  assert.ok(rows[0]!.winner);
  assert.is(rows[0]!.why, "winner");
  assert.is(rows.length + folded.length + baselines.length, final.trials.length + 1);
  assert.equal([foldedTitle, omitted], ["56 more variants: 1 wrong result, 1 did not compile, 1 timed out", 0]);
  assert.equal(
    baselines.map(({ label, time }) => [label, time]),
    [
      ["plain C, one thread", "27.4 ms"],
      ["JavaScript, generated", "63.4 ms"],
      ["TypeScript, as written", "2.09 s"],
    ],
  );
  assert.equal(
    folded.slice(-3).map((row) => row.rank),
    ["✕", "✕", "✕"],
  );
});
table("baselines that were not timed say why", () => {
  assert.equal(
    variantTable(inCache)!.baselines.map(({ why }) => why),
    ["not timed", "not timed", "not timed"],
  );
  assert.equal(
    variantTable(noCompiler)!.baselines.map(({ label, why }) => [label, why]),
    [
      ["plain C, one thread", "no compiler found"],
      ["TypeScript, as written", "33× slower"],
    ],
  );
  assert.is(variantTable(recognised), undefined);
});
table("columns are the axes that differ among the rows in sight; bold is what differs from the winner", () => {
  const { labels, rows, caption } = variantTable(final)!;
  assert.equal(labels, ["tile y", "jam j", "jam k", "prefetch"]);
  assert.equal(rows[1]!.cells, [
    { text: "32", differs: true },
    { text: "2", differs: false },
    { text: "2", differs: false },
    { text: "L1", differs: false },
  ]);
  assert.is(
    caption,
    "Fastest first; bold differs from the winner; all: target openmp · compiler gcc · threads 2 · stores streaming, full lines",
  );
});
table("with nothing correct, the failures are in sight", () => {
  const { rows, folded } = variantTable(allFailed)!;
  assert.equal(
    rows.map((row) => row.why),
    [
      "wrong at [3, 254, 1]: 1.5, expected 2.5 (bound 1.6e-15)",
      "laplacian.c:41:9: error: unknown type name 'v8d'",
      "timeout: no result within 2 s",
    ],
  );
  assert.is(folded.length, 0);
});
table("why a variant lost follows from its figures", () => {
  const best = final.best!;
  const other = (seconds: number | undefined, noise = 0.001, said = ""): Trial => ({
    ...best,
    name: "other",
    seconds,
    noise,
    why: said,
  });
  const model = { ...final, best: { ...best, seconds: 0.01, noise: 0.002 } };
  assert.is(why(other(0.01009), model), "within the noise");
  assert.is(why(other(0.0103), model), "slower by 3 %");
  assert.is(why(other(0.0103, 0.05), model), "within the noise");
  assert.is(why(other(0.025), model), "2.5× slower");
  assert.is(why(other(0.009), model), "faster by 10 % when screened, not confirmed");
  assert.is(why(other(undefined), model), "not timed yet");
  // Written against an earlier winner, it would contradict the time beside it.
  assert.is(why(other(0.0103, 0.001, "slower by 40 %"), model), "slower by 3 %");
  assert.is(why(other(0.0103, 0.001, "abandoned at 2× the best"), model), "abandoned at 2× the best");
  assert.is(why({ ...other(undefined), status: "crash" }, model), "crashed");
});
table.run();
