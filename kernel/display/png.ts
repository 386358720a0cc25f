// Pixels to a PNG file (W3C, "Portable Network Graphics", third edition): 8 bits a sample, rows filtered adaptively.
// Own code, because a palette keeps a coloured field at a third of its size in a saved notebook.
import { deflateSync } from "node:zlib";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1: a grey value or an index into `palette`; 3: red, green, blue; 4: with opacity. */
  readonly channels: 1 | 3 | 4;
  readonly bytes: Uint8Array;
  /** Three bytes a colour. */
  readonly palette?: Uint8Array;
  /** From 0 to 255 by index into `palette`; those left out are 255. */
  readonly opacities?: Uint8Array;
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const indexedColour = 3;
const colourTypes = { 1: 0, 3: 2, 4: 6 } as const;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});
const crc = (bytes: Uint8Array): number => {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = crcTable[(rest ^ byte) & 255]! ^ (rest >>> 8);
  return ~rest >>> 0;
};

export const pngChunk = (type: string, data: Uint8Array): Buffer => {
  const made = Buffer.alloc(data.length + 12);
  made.writeUInt32BE(data.length, 0);
  made.write(type, 4, "latin1");
  made.set(data, 8);
  made.writeUInt32BE(crc(made.subarray(4, data.length + 8)), data.length + 8);
  return made;
};

const paeth = (left: number, above: number, corner: number): number => {
  const a = Math.abs(above - corner);
  const b = Math.abs(left - corner);
  const c = Math.abs(left + above - 2 * corner);
  return a <= b && a <= c ? left : b <= c ? above : corner;
};
/** What each filter, by its number, takes from a byte. */
const predictors = [
  () => 0,
  (left: number) => left,
  (_left: number, above: number) => above,
  (left: number, above: number) => (left + above) >> 1,
  paeth,
] as const;

/** How far a difference of two bytes is from none. */
const size = (difference: number): number => {
  const byte = difference & 255;
  return byte < 128 ? byte : 256 - byte;
};

/** Each row with the filter that leaves the least sum of differences, as the standard advises. */
const filtered = ({ width, height, channels, bytes }: Pixels): Uint8Array => {
  const rowBytes = width * channels;
  const result = new Uint8Array((rowBytes + 1) * height);
  const nothing = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const row = bytes.subarray(y * rowBytes, (y + 1) * rowBytes);
    const aboveRow = y > 0 ? bytes.subarray((y - 1) * rowBytes, y * rowBytes) : nothing;
    // One pass for all five, written out: pictures of a million pixels come by the dozen in an animation.
    let [none, sub, up, average, both] = [0, 0, 0, 0, 0];
    for (let x = 0; x < rowBytes; x++) {
      const byte = row[x]!;
      const above = aboveRow[x]!;
      const left = x >= channels ? row[x - channels]! : 0;
      const corner = x >= channels ? aboveRow[x - channels]! : 0;
      none += size(byte);
      sub += size(byte - left);
      up += size(byte - above);
      average += size(byte - ((left + above) >> 1));
      both += size(byte - paeth(left, above, corner));
    }
    const sums = [none, sub, up, average, both];
    const number = sums.indexOf(Math.min(...sums));
    const predict = predictors[number]!;
    const start = y * (rowBytes + 1);
    result[start] = number;
    for (let x = 0; x < rowBytes; x++) {
      const left = x >= channels ? row[x - channels]! : 0;
      const corner = x >= channels ? aboveRow[x - channels]! : 0;
      result[start + 1 + x] = row[x]! - predict(left, aboveRow[x]!, corner);
    }
  }
  return result;
};

/** What comes before the pixels. */
export const pngHead = (
  { width, height, channels, palette, opacities }: Pixels,
  ...more: readonly Buffer[]
): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = palette ? indexedColour : colourTypes[channels];
  const chunks = [pngChunk("IHDR", header), ...more];
  if (palette) chunks.push(pngChunk("PLTE", palette));
  if (opacities) chunks.push(pngChunk("tRNS", opacities));
  return Buffer.concat([signature, ...chunks]);
};

export const pngData = (pixels: Pixels, level = 9): Buffer => deflateSync(filtered(pixels), { level });
export const pngEnd: Buffer = pngChunk("IEND", new Uint8Array(0));

export const encodePng = (pixels: Pixels): Buffer =>
  Buffer.concat([pngHead(pixels), pngChunk("IDAT", pngData(pixels)), pngEnd]);
