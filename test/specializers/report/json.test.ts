// What programs read of a report, and how often a live one is drawn.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { reportJson, throttle } from "../../../specializers/report/index.ts";
import { final, models, recognised } from "./models.ts";

const json = suite("report: JSON");
json("has the contract's keys, in its order, whatever is known", () => {
  for (const model of Object.values(models)) {
    const report = JSON.parse(JSON.stringify(reportJson(model)));
    assert.equal(Object.keys(report), [
      "kernel",
      "signature",
      "machine",
      "reference",
      "best",
      "variants",
      "ceiling",
      "fractionOfCeiling",
      "final",
      ...(model.charts ? ["charts"] : []),
    ]);
    assert.equal(Object.keys(report.reference), ["seconds"]);
    assert.equal(Object.keys(report.ceiling), ["bytesPerSecond", "flopsPerSecond"]);
    if (report.best !== null) assert.equal(Object.keys(report.best), ["name", "config", "target", "seconds"]);
    assert.is(report.variants.length, model.trials.length);
    for (const variant of report.variants)
      assert.equal(Object.keys(variant), [
        "name",
        "config",
        "target",
        "status",
        "seconds",
        "noise",
        "error",
        "bound",
        "compileSeconds",
        "transfers",
        "why",
      ]);
  }
});
json("gives numbers as numbers and unknown ones as null", () => {
  const report = reportJson(final);
  assert.equal(report.reference, { seconds: 2.093 });
  assert.equal(report.best, {
    name: final.best!.name,
    config: final.best!.config,
    target: "openmp",
    seconds: 0.006962,
  });
  assert.is(report.variants[0]!.name, final.best!.name);
  assert.ok(
    report.variants.filter((v) => v.status === "ok").every((v, i, all) => i < 2 || v.seconds! >= all[i - 1]!.seconds!),
    "by time",
  );
  assert.equal(
    report.variants.slice(-3).map(({ status, seconds, why }) => [status, seconds, why.slice(0, 8)]),
    [
      ["wrong", null, "wrong at"],
      ["compile-error", null, "laplacia"],
      ["timeout", null, "timeout:"],
    ],
  );
  assert.ok(Math.abs(report.fractionOfCeiling! - (2 * 8 * 256 ** 3) / 0.006962 / 40.1e9) < 1e-12);
  assert.equal(
    [reportJson(recognised).best, reportJson(recognised).fractionOfCeiling, reportJson(recognised).reference],
    [null, null, { seconds: null }],
  );
});
json.run();

const live = suite("report: live");
/** A clock moved by hand, and what waits for it. */
const clockwork = () => {
  let now = 0;
  const waiting: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after: (milliseconds: number, run: () => void) => void waiting.push({ at: now + milliseconds, run }),
    move(to: number) {
      for (
        let next = waiting.findIndex(({ at }) => at <= to);
        next >= 0;
        next = waiting.findIndex(({ at }) => at <= to)
      ) {
        const [{ at, run }] = waiting.splice(next, 1) as [{ at: number; run: () => void }];
        now = Math.max(now, at);
        run();
      }
      now = to;
    },
  };
};
live("draws at once, then the newest at most once in an interval", () => {
  const clock = clockwork();
  const drawn: string[] = [];
  const push = throttle<number>((value) => drawn.push(`${value}@${clock.now()}`), 250, clock);
  push(1);
  clock.move(10);
  push(2);
  push(3);
  clock.move(240);
  push(4);
  assert.equal(drawn, ["1@0"]);
  clock.move(400);
  assert.equal(drawn, ["1@0", "4@250"]);
  push(5);
  clock.move(2000);
  push(6);
  assert.equal(drawn, ["1@0", "4@250", "5@500", "6@2000"]);
});
live("a flush draws what waits, and what comes after keeps its distance", () => {
  const clock = clockwork();
  const drawn: string[] = [];
  const push = throttle<number>((value) => drawn.push(`${value}@${clock.now()}`), 250, clock);
  push.flush();
  push(1);
  clock.move(100);
  push(2);
  push.flush();
  push.flush();
  push(3);
  clock.move(1000);
  assert.equal(drawn, ["1@0", "2@100", "3@350"]);
});
live("its timer does not keep Node alive", () => {
  const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const push = throttle<number>(() => {}, 60_000);
  push(1);
  push(2);
  assert.is(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length, before);
});
live.run();
