// The grid's table and chart, from made-up figures.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { flipsChart, type GridPoint, gridTable } from "./grid.ts";

const point = (components: number, events: number, stored: number, tuned: number): GridPoint => ({
  ...{ covarianceType: "full", features: 19, components, events: 2e4 },
  candidates: [
    { name: "gcc direct", form: "direct", milliseconds: 4 },
    { name: "gcc events", form: "events", milliseconds: events },
    { name: "clang components", form: "components", milliseconds: stored },
  ],
  tuned: { name: "gcc events", milliseconds: tuned },
  untuned: { name: "gcc events", milliseconds: events },
});
const points = [point(5, 1, 2, 1.04), point(16, 2, 1, 1.02)];

test("each problem's best, and how far the others are from it; how often the choices are close", () => {
  const [, , five, sixteen, , last] = gridTable(points).split("\n");
  assert.match(five!, "| full D=19 M=5 N=20000 | 1.00 | 4.00 | 1.00 | 2.00 | 1.00 | 1.04 | gcc events |");
  assert.match(sixteen!, "| 1.00 | 4.00 | 2.00 | 1.00 | 2.00 | 1.02 | clang components |");
  assert.is(last, "tuned within 5 % of the best on 2 of 2 problems, untuned within 15 % on 1");
});

test("the chart has a line for each form and one for what was tuned", () => {
  const chart = flipsChart(points);
  assert.is(chart.match(/<polyline/g)?.length, 4);
  for (const name of ["direct", "events", "components", "tuned"]) assert.match(chart, name);
});

test.run();
