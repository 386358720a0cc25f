// What the report draws: search, axes, source beside source, frames, differences.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { axisCharts } from "../../../specializers/report/axes.ts";
import { diffLines } from "../../../specializers/report/diff.ts";
import { frameOf } from "../../../specializers/report/frame.ts";
import { inline } from "../../../specializers/report/inline.ts";
import { searchChart } from "../../../specializers/report/search.ts";
import { sourceToSource } from "../../../specializers/report/source.ts";
import type { Trial } from "../../../specializers/tuner/job.ts";
import { allFailed, final, inCache, models, recognised } from "./models.ts";

const charts = suite("report: charts");
charts("every mark lies within the plot", () => {
  for (const model of Object.values(models)) {
    const chart = searchChart(model);
    if (!chart) continue;
    for (const { x, y } of [...chart.dots, ...chart.steps])
      assert.ok(x >= 0 && x <= 100 && y >= 0 && y <= 100, `${x}, ${y}`);
    for (const { x, width, y, height } of chart.steps)
      assert.ok(x + width <= 100.1 && y + height <= 100 && width >= 0 && height >= 0);
    for (const { at } of [...chart.xTicks, ...chart.yTicks]) assert.ok(at >= 0 && at <= 100);
    assert.ok(chart.yTicks.length <= 5);
  }
});
charts("the line falls from each best to the next; failures and the reference have their marks", () => {
  const trial = (at: number, seconds: number | undefined): Trial => ({
    ...final.best!,
    name: `t${at}`,
    at,
    seconds,
    status: seconds ? "ok" : "crash",
  });
  const trials = [trial(1, 0.004), trial(2, 0.008), trial(3, undefined), trial(4, 0.002)];
  const chart = searchChart({
    ...final,
    trials,
    best: trials[3],
    reference: { seconds: 0.006 },
    calls: { count: 1, tuningSeconds: 5 },
  })!;
  assert.equal(
    chart.xTicks.map((tick) => tick.text),
    ["0 s", "1.25 s", "2.5 s", "3.75 s", "5 s"],
  );
  assert.equal(
    chart.steps.map(({ x, width }) => [x, width]),
    [
      [20, 60],
      [80, 20],
    ],
  );
  assert.ok(Math.abs(chart.steps[0]!.y + chart.steps[0]!.height - chart.steps[1]!.y) < 0.01);
  assert.equal(
    chart.dots.map(({ x, best, above }) => [x, best, above]),
    [
      [20, false, false],
      [40, false, false],
      [80, true, false],
    ],
  );
  assert.equal(
    chart.failures.map(({ x }) => x),
    [60],
  );
  assert.is(chart.reference!.text, "TypeScript 6.00 ms");
  assert.ok(chart.dots[1]!.y < chart.reference!.at && chart.reference!.at < chart.dots[0]!.y);
});
charts("what is slower than the scale stands at its edge and says so", () => {
  const chart = searchChart(final)!;
  assert.ok(chart.above);
  assert.equal(
    chart.dots.filter((dot) => dot.above).map((dot) => [dot.y, dot.title]),
    [[0, "js: 63.4 ms after 50.0 ms, above the scale"]],
  );
  assert.is(chart.reference!.text, "TypeScript 2.09 s, above the scale");
});
charts("the scale reaches down to a TypeScript that is a little faster, and says when it is far below", () => {
  const at = (seconds: number) => searchChart({ ...final, reference: { seconds } })!.reference!;
  assert.is(at(0.004).text, "TypeScript 4.00 ms");
  assert.ok(at(0.004).at < 88 && at(0.004).at > 80);
  assert.is(at(0.0001).text, "TypeScript 100 µs, below the scale");
  assert.is(at(0.0001).at, 88);
});
charts("no time, no chart", () => {
  assert.is(searchChart(recognised), undefined);
  assert.is(searchChart(allFailed), undefined);
});
charts("axes are ordered by how much they matter", () => {
  const charts = axisCharts(final);
  assert.equal(charts.map(({ label, spread }) => `${label} ${spread}`).slice(0, 3), [
    "target 9.1× between best and worst",
    "threads 3.9× between best and worst",
    "stores 2.2× between best and worst",
  ]);
  assert.equal(
    charts.find(({ label }) => label === "jam j")!.values.map(({ text, time, best }) => [text, time, best]),
    [
      ["2", "6.96 ms", true],
      ["1", "7.01 ms", false],
    ],
  );
  assert.equal(axisCharts(inCache), []);
});
charts.run();

const text = suite("report: source, frames, differences");
text("generated lines carry the number of their TypeScript line, and far scaffolding is counted", () => {
  const { typescript, generated, language, stacked } = sourceToSource(final.source, final.generated)!;
  assert.equal([language, stacked], ["C", true]);
  assert.equal(
    typescript.map(({ number, colour }) => number + (colour && "*")),
    ["2", "3*", "4*", "5*", "6"],
  );
  assert.is(generated[0]!.text, "⋯ 7 lines");
  assert.equal(
    generated.filter((line) => line.number === "4").map((line) => line.text.trim().slice(0, 12)),
    ["v8d s00 = lo", "stream(out +"],
  );
  assert.is(generated.find((line) => line.number === "4")!.colour, typescript[2]!.colour);
  assert.is(sourceToSource(final.source, undefined), undefined);
});
text("a frame underlines the span, over lines, without their indent", () => {
  const source = { name: "Cell 7", text: "a;\n  f(\n    x,\n  );\nb;", firstLine: 3 };
  const frame = frameOf({ code: "X", message: "", hint: "", source, at: { start: 5, end: 18 } });
  assert.is(frame.place, "Cell 7, line 4, column 3");
  assert.equal(
    frame.lines.map(({ number, before, marked, after }) => [number, before, marked, after]),
    [
      ["3", "a;", "", ""],
      ["4", "  ", "f(", ""],
      ["5", "    ", "x,", ""],
      ["6", "  ", ")", ";"],
      ["7", "b;", "", ""],
    ],
  );
});
text("a frame marks a place at the end of the text", () => {
  const source = { name: "Cell 7", text: "f(", firstLine: 1 };
  assert.equal(frameOf({ code: "X", message: "", hint: "", source, at: { start: 2, end: 2 } }).lines, [
    { number: "1", before: "f(", marked: " ", after: "" },
  ]);
});
text("differences by lines", () => {
  assert.equal(
    diffLines("a\nb\nc", "a\nx\ny\nc\n").map(({ mark, text }) => mark + text),
    [" a", "−b", "+x", "+y", " c"],
  );
  assert.equal(
    diffLines("a", "a").map(({ mark }) => mark),
    [" "],
  );
});
text("code between backticks", () => {
  assert.equal(inline("Write `f()`, not `g"), [
    { code: false, text: "Write " },
    { code: true, text: "f()" },
    { code: false, text: ", not `g" },
  ]);
});
text.run();
