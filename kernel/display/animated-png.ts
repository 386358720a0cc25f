// Frames to an animated PNG (W3C, "Portable Network Graphics", third edition, section 11.3.4).
import { type Pixels, pngChunk, pngData, pngEnd, pngHead } from "./png.ts";

export interface AnimatedPngOptions {
  /** The whole picture around the first frame; later frames are drawn into its upper left corner. */
  canvas(picture: Pixels): Pixels;
  readonly fps: number;
  readonly loop: boolean;
  readonly mostBytes: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Higher levels gain a few hundredths and take twice as long. */
const level = 6;

/** @throws RangeError for a file that would be larger than `mostBytes` */
export function encodeAnimatedPng(
  count: number,
  frame: (index: number) => Pixels,
  options: AnimatedPngOptions,
): Buffer {
  const picture = frame(0);
  const first = options.canvas(picture);
  let sequence = 0;
  const control = ({ left, top, width, height }: Box): Buffer => {
    const data = Buffer.alloc(26);
    for (const [index, value] of [sequence++, width, height, left, top].entries()) data.writeUInt32BE(value, index * 4);
    data.writeUInt16BE(Math.round(1000 / options.fps), 20);
    data.writeUInt16BE(1000, 22);
    return pngChunk("fcTL", data); // the last two bytes: what was drawn stays, and is drawn over
  };
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(count, 0);
  numbers.writeUInt32BE(options.loop ? 0 : 1, 4);

  const parts = [
    pngHead(first, pngChunk("acTL", numbers)),
    control({ left: 0, top: 0, width: first.width, height: first.height }),
    pngChunk("IDAT", pngData(first, level)),
  ];
  let size = parts.reduce((sum, { length }) => sum + length, 0);
  let previous = picture;
  for (let index = 1; index < count; index++) {
    const next = frame(index);
    const box = changed(previous, next);
    const head = control(box);
    const order = Buffer.alloc(4);
    order.writeUInt32BE(sequence++);
    const data = pngChunk("fdAT", Buffer.concat([order, pngData(cut(next, box), level)]));
    parts.push(head, data);
    size += head.length + data.length;
    if (size > options.mostBytes)
      throw new RangeError(
        `an animation is ${options.mostBytes / 1e6} MB at most, which frame ${index} of ${count} exceeds; show fewer frames, or a smaller part of each`,
      );
    previous = next;
  }
  return Buffer.concat([...parts, pngEnd]);
}

/** The least box around all pixels that differ; a single pixel where none does, as a frame can't be empty. */
function changed(before: Pixels, after: Pixels): Box {
  const { width, height, channels } = after;
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let y = 0; y < height; y++) {
    const row = y * width * channels;
    let from = 0;
    let to = width * channels - 1;
    while (from <= to && before.bytes[row + from] === after.bytes[row + from]) from++;
    if (from > to) continue;
    while (before.bytes[row + to] === after.bytes[row + to]) to--;
    left = Math.min(left, Math.floor(from / channels));
    right = Math.max(right, Math.floor(to / channels) + 1);
    top = Math.min(top, y);
    bottom = y + 1;
  }
  if (bottom === 0) return { left: 0, top: 0, width: 1, height: 1 };
  return { left, top, width: right - left, height: bottom - top };
}

function cut({ width, channels, bytes }: Pixels, box: Box): Pixels {
  const rowBytes = box.width * channels;
  const part = new Uint8Array(rowBytes * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = ((box.top + y) * width + box.left) * channels;
    part.set(bytes.subarray(from, from + rowBytes), y * rowBytes);
  }
  return { width: box.width, height: box.height, channels, bytes: part };
}
