// Colour bars and animations: their pixels are read back by another package, frame by frame.
// Time limit: 300 s
import { inflateSync } from "node:zlib";
import { PNG } from "pngjs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type AnimationOptions, animationBundle, type Frames } from "../../../kernel/display/animation.ts";
import { colormapTable } from "../../../kernel/display/colormaps.ts";
import { ticksOf } from "../../../kernel/display/colour-bar.ts";
import { imageBundle } from "../../../kernel/display/image.ts";
import { NdArray } from "../../../specializers/index.ts";
import { grid } from "../../../specializers/runtime/arrays/grid.ts";

const bytesOf = (bundle: Readonly<Record<string, unknown>>): Buffer =>
  Buffer.from(String(bundle["image/png"]), "base64");
const pixel = ({ data, width }: PNG, row: number, column: number): readonly number[] =>
  Array.from(data.subarray((row * width + column) * 4, (row * width + column) * 4 + 4));

test("the colour bar runs from the range's upper end to its lower one, beside the picture", () => {
  const image = PNG.sync.read(bytesOf(imageBundle(grid([10, 10], { fill: (i, j) => i + j }), { scale: 20 })));
  assert.ok(image.width > 200 && image.height === 200);
  const table = colormapTable("viridis", 240);
  const top = 6;
  assert.equal(pixel(image, top, 220), [...table.subarray(-3), 255]);
  assert.equal(pixel(image, 193, 220), [...table.subarray(0, 3), 255]);
  assert.is(pixel(image, 100, 205)[3], 0);
  const greys = new Set<number>();
  for (let row = 0; row < image.height; row++)
    for (let column = 236; column < image.width; column++) {
      const [red, green, blue, opacity] = pixel(image, row, column);
      if (opacity! > 200) greys.add(red! === green && green === blue ? red! : -1);
    }
  assert.equal([...greys], [0x78], "the numbers are of the grey that stands out from both themes");
});

test("a picture that is lower than a bar, without values, or with one value has a bar too", () => {
  for (const source of [[[1, 2, 3]], [[Number.NaN]], [[5, 5]]]) {
    const image = PNG.sync.read(bytesOf(imageBundle(source, { scale: 2 })));
    assert.is(image.height, 120);
    assert.is(pixel(image, 119, 0)[3], 0);
  }
  const plain = PNG.sync.read(bytesOf(imageBundle([[1, 2]], { scale: 2, bar: false })));
  assert.equal([plain.width, plain.height], [4, 2]);
});

test("ticks are round, and their ends those of the range", () => {
  assert.equal(
    ticksOf([0, 1], 500),
    [0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6000000000000001, 0.7000000000000001, 0.8, 0.9, 1],
  );
  assert.equal(ticksOf([-1, 1], 100), [-1, 0, 1]);
  assert.equal(ticksOf([3, 3], 500), [3]);
  assert.ok(ticksOf([-1e-300, 1e300], 500).length < 20);
});

test("rows as arrays are taken, if they are of one length", () => {
  const image = PNG.sync.read(
    bytesOf(imageBundle([[0, 51], Float32Array.of(102, 255)], { colormap: "greys", bar: false, scale: 1 })),
  );
  assert.equal(
    [0, 1].map((column) => pixel(image, 1, column)[0]),
    [102, 255],
  );
  assert.throws(
    () => imageBundle([[1, 2], [3]]),
    /rows of an image are of one length; row 1 has 1 values, row 0 has 2/,
  );
  assert.throws(() => imageBundle([[]]), /its first row has none/);
});

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly delay: readonly [number, number];
}
interface Animation {
  readonly count: number;
  readonly plays: number;
  readonly frames: readonly Frame[];
  readonly sequence: readonly number[];
  /** Bytes of rows with their filters, frame by frame. */
  readonly data: readonly Buffer[];
}

const animation = (file: Buffer): Animation => {
  const frames: Frame[] = [];
  const data: Buffer[] = [];
  const sequence: number[] = [];
  let [count, plays] = [0, 0];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
    const type = file.toString("latin1", at + 4, at + 8);
    const part = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    if (type === "acTL") [count, plays] = [part.readUInt32BE(0), part.readUInt32BE(4)];
    if (type === "fcTL") {
      const [order, width, height, left, top] = [0, 4, 8, 12, 16].map((offset) => part.readUInt32BE(offset));
      sequence.push(order!);
      frames.push({
        width: width!,
        height: height!,
        left: left!,
        top: top!,
        delay: [part.readUInt16BE(20), part.readUInt16BE(22)],
      });
    }
    if (type === "IDAT") data.push(inflateSync(part));
    if (type === "fdAT") {
      sequence.push(part.readUInt32BE(0));
      data.push(inflateSync(part.subarray(4)));
    }
  }
  return { count, plays, frames, sequence, data };
};
const animated = (frames: Frames, options?: AnimationOptions): Readonly<Record<string, unknown>> =>
  animationBundle(frames, options) as Readonly<Record<string, unknown>>;

test("an animation is a PNG whose first frame anyone can read, and whose others hold what changes", () => {
  const frames = Array.from({ length: 4 }, (_, t) =>
    grid([8, 8], { fill: (i, j) => (i === 2 && j === 1 + t ? 1 : 0) }),
  );
  const bundle = animated(frames, { fps: 25, scale: 10 });
  assert.is(bundle["text/plain"], "animation of 4 frames of 8 × 8, viridis from 0 to 1, 25 a second");
  const file = bytesOf(bundle);
  const first = PNG.sync.read(file);
  assert.equal(pixel(first, 25, 15), [0xfd, 0xe7, 0x25, 255]);
  assert.equal(pixel(first, 5, 5), [0x44, 0x01, 0x54, 255]);
  const { count, plays, frames: parts, sequence, data } = animation(file);
  assert.equal([count, plays], [4, 0]);
  assert.equal(sequence, [0, 1, 2, 3, 4, 5, 6]);
  assert.equal(parts[0], { width: first.width, height: first.height, left: 0, top: 0, delay: [40, 1000] });
  assert.equal(parts[1], { width: 20, height: 10, left: 10, top: 20, delay: [40, 1000] });
  assert.equal(
    data.map(({ length }) => length),
    parts.map(({ width, height }) => (width + 1) * height),
  );
});

test("frames have one range, also those that are the same array changed again and again", () => {
  const u = grid([1, 2]);
  function* simulation(): Generator<NdArray> {
    for (let step = 0; step < 3; step++) {
      u.fill(step);
      yield u;
    }
  }
  const { data, frames } = animation(
    bytesOf(animated(simulation(), { scale: 1, bar: false, loop: false, colormap: "greys" })),
  );
  assert.equal(
    frames.map(({ width }) => width),
    [2, 2, 2],
  );
  const levels = data.map((rows) => {
    assert.ok(rows[0] === 0 || rows[0] === 1, "filters that this test undoes");
    return rows[1];
  });
  assert.equal(levels, [0, 120, 239]);
  assert.is(animation(bytesOf(animated(simulation(), { loop: false }))).plays, 1);
});

test("frames that don't change, arrays with time as first axis, colours", () => {
  const still = animation(bytesOf(animated([[[1, 2]], [[1, 2]]], { scale: 3 })));
  assert.equal(still.frames[1], { width: 1, height: 1, left: 0, top: 0, delay: [100, 1000] });
  const cube = NdArray.from(
    Array.from({ length: 24 }, (_, i) => i),
    [4, 2, 3],
  );
  assert.match(String(animated(cube)["text/plain"]), /^animation of 4 frames of 2 × 3, viridis from 0 to 23/);
  const colours = NdArray.from(
    Array.from({ length: 24 }, (_, i) => i * 10),
    [2, 3, 2, 2],
    { dtype: "u8" },
  );
  const bundle = animated(colours, { scale: 1 });
  assert.match(String(bundle["text/plain"]), /^animation of 2 frames of 3 × 2 × 2, rgb from 0 to 255/);
  assert.equal(pixel(PNG.sync.read(bytesOf(bundle)), 0, 1), [10, 50, 90, 255]);
});

test("frames that come asynchronously", async () => {
  async function* frames(): AsyncGenerator<number[][]> {
    for (let step = 0; step < 3; step++) yield [[step]];
  }
  const bundle = await animationBundle(frames());
  assert.match(String(bundle["text/plain"]), /^animation of 3 frames of 1 × 1/);
});

test("what is no animation is refused with what would do", () => {
  const frame = grid([2, 2]);
  assert.throws(() => animationBundle([]), /needs a frame; there was none/);
  assert.throws(
    () => animationBundle([frame, grid([2, 3])]),
    /one shape; frame 1 has \[ 2, 3 \], frame 0 has \[ 2, 2 \]/,
  );
  assert.throws(() => animationBundle([frame], { fps: 0 }), /fps is a number above 0/);
  assert.throws(
    () => animationBundle(5 as unknown as number[][][]),
    /made of frames, each of which display.image takes; got 5/,
  );
  assert.throws(() => animationBundle({} as unknown as number[][][]), /made of frames/);
  assert.throws(() => animationBundle([frame], { range: [0, Number.NaN] }), /two numbers/);
  function* endless(): Generator<NdArray> {
    const large = grid([512, 512]);
    for (;;) yield large;
  }
  assert.throws(() => animationBundle(endless()), /more than \d+ frames of 512 × 512 is too large; show fewer frames/);
  let seed = 1;
  const two = Array.from({ length: 2 }, () =>
    grid([512, 512], {
      fill: () => {
        seed = (seed * 48271) % 2147483647;
        return seed;
      },
    }),
  );
  const noise = Array.from({ length: 100 }, (_, i) => two[i % 2]!);
  assert.throws(() => animationBundle(noise), /20 MB at most, which frame \d+ of 100 exceeds/);
});

test.run();
