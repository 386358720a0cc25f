// `display.animate(frames)`: arrays one after the other as one animated PNG. It is an image/png like any other: browsers
// play it, and what can't (nbconvert's PDF, a viewer of files) shows its first frame, where a GIF would show nothing. Its
// palette, its opacities and its compression are those of a picture; of each frame only the part that changes is stored.
import { inspect } from "node:util";
import type { MimeBundle } from "../../specializers/index.ts";
import { encodeAnimatedPng } from "./animated-png.ts";
import { colormapTable } from "./colormaps.ts";
import { barPalette, mapColours, withColourBar } from "./colour-bar.ts";
import { pictureText } from "./image.ts";
import { averaged, copied, finiteRange, type ImageInput, type ImageSource, type Planes, planesOf } from "./planes.ts";
import type { Pixels } from "./png.ts";
import {
  checkImageOptions,
  colourRange,
  drawColours,
  drawIndices,
  type ImageOptions,
  shapeOf,
  sizing,
} from "./raster.ts";

export interface AnimationOptions extends ImageOptions {
  /** Frames a second; 10 unless said. */
  readonly fps?: number;
  /** Begins again after the last frame, unless false. */
  readonly loop?: boolean;
}

/** Frames, or an array with one axis more: its first one is time. */
export type Frames = Iterable<ImageInput> | AsyncIterable<ImageInput> | ImageSource;

const largestSide = 512;
/** Values of all frames together that are kept until the range is known: 256 MB. */
const mostValues = 2 ** 25;
/** Bytes of the file: a notebook that is larger is slow to open, and GitHub shows none of it. */
const mostBytes = 20e6;

const isAsync = (frames: object): frames is AsyncIterable<ImageInput> => Symbol.asyncIterator in frames;

/**
 * The MIME bundle of an animation, or a promise of it where the frames come asynchronously. A frame is copied when it comes,
 * so a simulation may yield the same array again and again.
 * @throws TypeError or RangeError for what is no frames, frames of different shapes, unknown options, too many frames
 */
export function animationBundle(frames: Frames, options: AnimationOptions = {}): MimeBundle | Promise<MimeBundle> {
  checkImageOptions(options);
  const { fps = 10 } = options;
  if (!(fps > 0 && fps <= 60)) throw new RangeError(`fps is a number above 0, and 60 at most; got ${inspect(fps)}`);
  if (typeof frames !== "object" || frames === null)
    throw new TypeError(`an animation is made of frames, each of which display.image takes; got ${inspect(frames)}`);
  const collection = collect(options);
  if (isAsync(frames)) return addAll(frames, collection);
  for (const frame of slices(frames)) collection.add(frame);
  return collection.bundle();
}

async function addAll(frames: AsyncIterable<ImageInput>, collection: Collection): Promise<MimeBundle> {
  for await (const frame of frames) collection.add(frame);
  return collection.bundle();
}

/** The frames of an array with one axis more. */
function slices(frames: Iterable<ImageInput> | ImageSource): Iterable<ImageInput> {
  const { shape } = frames as Partial<ImageSource>;
  if (!ArrayBuffer.isView(frames) || !Array.isArray(shape) || shape.length < 3) {
    if (Symbol.iterator in frames) return frames as Iterable<ImageInput>;
    throw new TypeError(
      `an animation is made of frames, each of which display.image takes; got ${inspect(frames, { depth: 0 })}`,
    );
  }
  const flat = frames as unknown as Float64Array;
  const frameShape: readonly number[] = shape.slice(1);
  const size = frameShape.reduce((product, n) => product * n, 1);
  return Array.from({ length: shape[0] }, (_, index) =>
    Object.assign(flat.subarray(index * size, (index + 1) * size), { shape: frameShape }),
  );
}

interface Collection {
  add(frame: ImageInput): void;
  bundle(): MimeBundle;
}

function collect(options: AnimationOptions): Collection {
  const kept: Planes[] = [];
  let shape: readonly number[] | undefined;
  let scale = 1;
  return {
    add(frame) {
      const planes = planesOf(frame);
      shape ??= shapeOf(planes);
      if (String(shapeOf(planes)) !== String(shape))
        throw new TypeError(
          `the frames of an animation have one shape; frame ${kept.length} has ${inspect(shapeOf(planes))}, frame 0 has ${inspect(shape)}`,
        );
      const size = sizing(planes, options.scale, largestSide);
      scale = size.scale;
      const values = copied(averaged(planes, size.factor));
      if ((kept.length + 1) * values.count * values.rows * values.columns > mostValues)
        throw new RangeError(
          `an animation of more than ${kept.length} frames of ${shape.join(" × ")} is too large; show fewer frames, every tenth step say`,
        );
      kept.push(values);
    },
    bundle() {
      if (shape === undefined) throw new RangeError("an animation needs a frame; there was none");
      const { fps = 10, loop = true } = options;
      const colours = shape.length === 3;
      const range = options.range ?? (colours ? colourRange : commonRange(kept));
      const colormap = colours ? undefined : (options.colormap ?? "viridis");
      const draw = (planes: Planes): Pixels =>
        colours ? withOpacity(drawColours(planes, scale, range)) : drawIndices(planes, scale, range, mapColours);
      const canvas = (picture: Pixels): Pixels =>
        colormap === undefined
          ? picture
          : {
              ...(options.bar === false ? picture : withColourBar(picture, range)),
              ...barPalette(colormapTable(colormap, mapColours)),
            };
      const file = encodeAnimatedPng(kept.length, (index) => draw(kept[index]!), { canvas, fps, loop, mostBytes });
      return {
        "image/png": file.toString("base64"),
        "text/plain": `animation of ${kept.length} frames of ${pictureText({ shape, colormap, range })}, ${fps} a second`,
      };
    },
  };
}

const commonRange = (frames: readonly Planes[]): readonly [number, number] => {
  const ranges = frames.map(finiteRange);
  const least = ranges.reduce((value, [low]) => Math.min(value, low), Number.POSITIVE_INFINITY);
  return [least, ranges.reduce((value, [, high]) => Math.max(value, high), Number.NEGATIVE_INFINITY)];
};

/** All frames of a file have the same channels. */
function withOpacity(pixels: Pixels): Pixels {
  if (pixels.channels === 4) return pixels;
  const bytes = new Uint8Array(pixels.width * pixels.height * 4).fill(255);
  for (let at = 0; at < pixels.width * pixels.height; at++)
    bytes.set(pixels.bytes.subarray(at * 3, at * 3 + 3), at * 4);
  return { ...pixels, channels: 4, bytes };
}
