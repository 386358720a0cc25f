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
  /** The index into `palette` that is not painted. */
  readonly transparent?: number;
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

const chunk = (type: string, data: Uint8Array): Buffer => {
  const made = Buffer.alloc(data.length + 12);
  made.writeUInt32BE(data.length, 0);
  made.write(type, 4, "latin1");
  made.set(data, 8);
  made.writeUInt32BE(crc(made.subarray(4, data.length + 8)), data.length + 8);
  return made;
};

const paeth = (left: number, above: number, corner: number): number => {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
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

/** Each row with the filter that leaves the least sum of differences, as the standard advises. */
const filtered = ({ width, height, channels, bytes }: Pixels): Uint8Array => {
  const rowBytes = width * channels;
  const result = new Uint8Array((rowBytes + 1) * height);
  const row = new Uint8Array(rowBytes);
  for (let y = 0; y < height; y++) {
    const start = y * rowBytes;
    let least = Number.POSITIVE_INFINITY;
    for (const [number, predict] of predictors.entries()) {
      let sum = 0;
      for (let x = 0; x < rowBytes; x++) {
        const left = x >= channels ? bytes[start + x - channels]! : 0;
        const above = y > 0 ? bytes[start + x - rowBytes]! : 0;
        const corner = x >= channels && y > 0 ? bytes[start + x - rowBytes - channels]! : 0;
        row[x] = bytes[start + x]! - predict(left, above, corner);
        sum += Math.min(row[x]!, 256 - row[x]!);
      }
      if (sum >= least) continue;
      least = sum;
      result[y * (rowBytes + 1)] = number;
      result.set(row, y * (rowBytes + 1) + 1);
    }
  }
  return result;
};

export const encodePng = (pixels: Pixels): Buffer => {
  const { width, height, channels, palette, transparent } = pixels;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = palette ? indexedColour : colourTypes[channels];
  const chunks = [chunk("IHDR", header)];
  if (palette) chunks.push(chunk("PLTE", palette));
  // Opacities by index, up to the transparent one.
  if (transparent !== undefined)
    chunks.push(
      chunk(
        "tRNS",
        Uint8Array.from({ length: transparent + 1 }, (_, at) => (at === transparent ? 0 : 255)),
      ),
    );
  chunks.push(chunk("IDAT", deflateSync(filtered(pixels), { level: 9 })), chunk("IEND", new Uint8Array(0)));
  return Buffer.concat([signature, ...chunks]);
};
