// The tile in time that serves untuned: a model weighs points computed twice against passes over memory.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Blocking, depthAndHeight } from "../../../specializers/stencil/iterate/blocking.ts";

const MB = 2 ** 20;
const cube = (side: number, radius = 1): Blocking => ({
  rank: 3,
  extents: [side, side, side],
  reach: [2 * radius, 2 * radius, 2 * radius],
  rules: ["none", "none", "none"],
  beside: radius,
  elementBytes: 8,
  why: undefined,
});
const chosen = (blocking: Blocking, cacheBytes: number, threads = 2) => {
  const { depth, height } = depthAndHeight(blocking, cacheBytes, threads) ?? {};
  return [depth, height];
};

test("a cache with room takes many steps in high tiles; larger planes, wider reach and smaller caches fewer, in lower ones", () => {
  assert.equal(chosen(cube(256), 32 * MB), [11, 64]);
  assert.equal(chosen(cube(384), 32 * MB), [7, 64]);
  assert.equal(chosen(cube(256, 2), 32 * MB), [5, 64]);
  assert.equal(chosen(cube(256), 12 * MB), [7, 32]);
});

test("where no tile's buffers fit, or all compute too much twice, there is none", () => {
  assert.is(depthAndHeight(cube(256), MB / 2, 2), undefined);
  assert.is(depthAndHeight(cube(256, 16), 1024 * MB, 8), undefined);
});

test("in two dimensions slabs of whole rows go as deep as the cache has room", () => {
  const plate: Blocking = { ...cube(4096), rank: 2, extents: [4096, 4096], reach: [2, 2], rules: ["none", "none"] };
  assert.equal(chosen(plate, 32 * MB), [11, 0]);
  assert.equal(chosen(plate, 4 * MB), [5, 0]);
});

test.run();
