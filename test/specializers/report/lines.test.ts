// Ticks of line charts.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { lineViews } from "../../../specializers/report/lines.ts";

const ticksOf = (xs: readonly number[], logarithmic = false): readonly string[] => {
  const points = xs.map((x) => [x, x] as const);
  const chart = { title: "chart", x: { label: "x", logarithmic }, y: { label: "y" }, series: [{ name: "y", points }] };
  const svg = Buffer.from(lineViews([chart])[0]!.source.split(",")[1]!, "base64").toString();
  return [...svg.matchAll(/text-anchor="middle">([^<]*)</g)].map(([, text]) => text!).sort((a, b) => +a - +b);
};

test("few values are all marked, of many round ones", () => {
  assert.equal(ticksOf([5, 7, 16, 33]), ["5", "7", "16", "33"]);
  assert.equal(ticksOf(Array.from({ length: 300 }, (_, i) => i + 1)), ["100", "200", "300"]);
  assert.equal(ticksOf(Array.from({ length: 13 }, (_, i) => i + 1)), ["5", "10"]);
  assert.equal(ticksOf([1, 10, 100], true), ["1", "10", "100"]);
});

test.run();
