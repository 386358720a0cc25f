// Images of arrays: colours, ranges, sizes, and PNG files read back.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { colormapNames, colormapTable } from "../../../kernel/display/colormaps.ts";
import { imageBundle } from "../../../kernel/display/image.ts";
import type { ImageInput } from "../../../kernel/display/planes.ts";
import { type ImageOptions, rasterOf } from "../../../kernel/display/raster.ts";
import { readImage } from "../../../specializers/images/read-image.ts";
import { grid } from "../../../specializers/runtime/arrays/grid.ts";
import { temporaryFolder } from "../../support/temp.ts";

const folder = temporaryFolder("images");

/** Drawn by this package, read by another one. */
const drawn = (source: ImageInput, options: ImageOptions = {}): PNG =>
  PNG.sync.read(Buffer.from(String(imageBundle(source, { bar: false, ...options })["image/png"]), "base64"));
const pixel = ({ data, width }: PNG, row: number, column: number): readonly number[] =>
  Array.from(data.subarray((row * width + column) * 4, (row * width + column) * 4 + 4));

test("the ends of a map are the ends of the range", () => {
  const image = drawn(grid([1, 3], { fill: (_, j) => j }), { colormap: "viridis", scale: 1 });
  assert.equal([image.width, image.height], [3, 1]);
  assert.equal(pixel(image, 0, 0), [0x44, 0x01, 0x54, 255]);
  assert.equal(pixel(image, 0, 2), [0xfd, 0xe7, 0x25, 255]);
  assert.equal(rasterOf(grid([1, 3], { fill: (_, j) => j })).range, [0, 2]);
});

test("greys are linear, and values beyond the range get its ends", () => {
  const image = drawn(grid([1, 4], { fill: (_, j) => [-9, 0, 51, 999][j]! }), {
    colormap: "greys",
    range: [0, 255],
    scale: 1,
  });
  assert.equal(
    [0, 1, 2, 3].map((column) => pixel(image, 0, column)[0]),
    [0, 0, 51, 255],
  );
});

test("each map rises without a jump", () => {
  for (const name of colormapNames) {
    const table = colormapTable(name, 256);
    for (let at = 3; at < table.length; at++)
      assert.ok(Math.abs(table[at]! - table[at - 3]!) <= 12, `${name} at ${at}`);
  }
});

test("a point that is not a number is transparent, infinities are the ends", () => {
  const values = [0, 1, Number.NaN, Number.POSITIVE_INFINITY];
  const image = drawn(grid([1, 4], { fill: (_, j) => values[j]! }), { colormap: "greys", scale: 1 });
  assert.equal(pixel(image, 0, 2), [0, 0, 0, 0]);
  assert.equal(pixel(image, 0, 3), [255, 255, 255, 255]);
});

test("equal values, and no finite value at all, still make an image", () => {
  assert.equal(pixel(drawn(grid([2, 2], { fill: 7 }), { scale: 1 }), 1, 1), [0x44, 0x01, 0x54, 255]);
  assert.equal(pixel(drawn(grid([1, 1], { fill: Number.NaN }), { scale: 1 }), 0, 0), [0, 0, 0, 0]);
});

test("small arrays are enlarged by whole numbers, large ones averaged", () => {
  const small = drawn(grid([8, 4], { fill: (i) => i }));
  assert.equal([small.width, small.height], [256, 512]);
  assert.equal(pixel(small, 63, 63), pixel(small, 0, 0));
  const large = drawn(grid([2, 2048], { dtype: "f32", fill: (_, j) => j % 2 }), {
    colormap: "greys",
    range: [0, 1],
  });
  assert.equal([large.width, large.height, pixel(large, 0, 5)], [1024, 1, [128, 128, 128, 255]]);
});

test("planes of red, green and blue keep their colours", () => {
  const image = drawn(grid([3, 1, 2], { dtype: "u8", fill: (plane, _, j) => 10 * plane + j }), { scale: 1 });
  assert.equal(pixel(image, 0, 1), [1, 11, 21, 255]);
});

test("the scijs convention is drawn through its strides", () => {
  const transposed = { data: Float64Array.of(9, 0, 255), shape: [1, 2], stride: [5, 1], offset: 1 };
  const image = drawn(transposed, { colormap: "greys", range: [0, 255], scale: 1 });
  assert.equal([pixel(image, 0, 0)[0], pixel(image, 0, 1)[0]], [0, 255]);
});

test("any field is stored as it is: every filter, one and three channels, gaps", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const fields: readonly ((i: number, j: number) => number)[] = [
    () => Math.floor(random() * 256),
    (i, j) => (i + 2 * j) % 256,
    (i) => i,
    (_, j) => j * 3,
    (i, j) => Math.floor(i * j + 3 * random()) % 256,
  ];
  for (const field of fields) {
    const grey = grid([40, 30], { fill: field });
    const image = drawn(grey, { colormap: "greys", range: [0, 255], scale: 1 });
    for (let p = 0; p < grey.length; p++) assert.is(image.data[p * 4], grey[p]);
    const colours = grid([3, 9, 11], { fill: (plane, i, j) => field(i * 3 + plane, j) });
    colours[5] = Number.NaN;
    const planes = drawn(colours, { scale: 1 });
    for (let p = 0; p < 99; p++)
      assert.equal(
        Array.from(planes.data.subarray(p * 4, p * 4 + 4)),
        p === 5 ? [0, 0, 0, 0] : [colours[p], colours[p + 99], colours[p + 198], 255],
      );
  }
});

test("what can't be drawn is refused with what would do", () => {
  assert.throws(() => drawn(grid([4])), /shape \[rows, columns\] or \[3, rows, columns\]; got \[ 4 \]/);
  assert.throws(
    () => drawn(grid([2, 2]), { colormap: "jet" as "viridis" }),
    /one of viridis, inferno, coolwarm, greys/,
  );
  assert.throws(() => drawn(grid([2, 2]), { range: [0, Number.NaN] }), /two numbers/);
  assert.throws(() => drawn(grid([2, 2]), { scale: 0 }), /whole number of at least 1/);
});

test("a PNG file is read back as it was written", () => {
  const colours = grid([3, 5, 7], { dtype: "u8", fill: (plane, i, j) => plane * 80 + i * 7 + j });
  const path = join(folder, "colours.png");
  const bundle = imageBundle(colours, { scale: 1 });
  assert.is(bundle["text/plain"], "image of 3 × 5 × 7, rgb from 0 to 255");
  writeFileSync(path, Buffer.from(String(bundle["image/png"]), "base64"));
  const again = readImage(path, { channels: "rgb", dtype: "u8" });
  assert.equal([again.shape, again.boundary], [[3, 5, 7], "reflect"]);
  assert.equal(Array.from(again), Array.from(colours));
  const grey = readImage(path);
  assert.equal([grey.shape, grey.dtype], [[5, 7], "f64"]);
  assert.ok(Math.abs(grey[0]! - (0.587 * 80 + 0.114 * 160)) < 1e-12);
});

test("a file that is none, or no PNG, is an error that names it", () => {
  assert.throws(() => readImage(join(folder, "none.png")), /none\.png/);
  writeFileSync(join(folder, "text.png"), "not a picture");
  assert.throws(() => readImage(join(folder, "text.png")), /text\.png is not a PNG file/);
  assert.throws(() => readImage("x.png", { channels: "hsv" as "rgb" }), /"grey" or "rgb"/);
});

test.run();
