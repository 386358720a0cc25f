// Rows of a binary file in chunks, for data larger than memory: raw numbers, or NumPy's .npy format (its version 1 to 3).
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { problem } from "./messages.ts";
import type { Matrix } from "./rows.ts";

export interface FileRowsOptions {
  /** Of a raw file; f64 unless said. A .npy file says it itself. */
  readonly dtype?: "f64" | "f32";
  /** D, of a raw file. */
  readonly features?: number;
  /** Rows of a chunk; unless said, as many as fill 8 MiB. */
  readonly chunk?: number;
}

/** Can be gone over any number of times: every pass reads the file again. */
export interface FileRows extends AsyncIterable<Matrix> {
  /** N */
  readonly count: number;
  /** D */
  readonly features: number;
  readonly dtype: "f64" | "f32";
}

interface Layout extends Pick<FileRows, "count" | "features" | "dtype"> {
  /** Bytes before the first row. */
  readonly start: number;
}

const BYTES = { f64: 8, f32: 4 } as const;
const CHUNK = 8 * 2 ** 20; // bytes

/**
 * The rows of a file, in chunks as `GaussianMixture` takes them: `await model.fit(rowsOfFile("events.npy"))`. While one
 * chunk is computed with, the next one is read.
 * @param path a `.npy` file of two axes in C order, or raw rows of little-endian numbers
 * @throws MixtureError GMM_FILE for a file that holds no whole number of rows; Error where there is no file
 */
export function rowsOfFile(path: string, options: FileRowsOptions = {}): FileRows {
  const { count, features, dtype, start } = layoutOf(path, options);
  const rowBytes = features * BYTES[dtype];
  const rows = options.chunk ?? Math.max(1, Math.floor(CHUNK / rowBytes));
  if (!Number.isInteger(rows) || rows < 1)
    throw problem("GMM_OPTION", "chunk", "a whole number of at least 1", String(rows));

  /** Opens the file for each chunk: an interrupt may end whoever reads without a word, and would leave it open. */
  const read = async (first: number): Promise<Matrix> => {
    const held = Math.min(rows, count - first);
    const bytes = new Uint8Array(held * rowBytes);
    const file = await open(path);
    try {
      let at = 0;
      while (at < bytes.length) {
        const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + first * rowBytes + at);
        if (bytesRead === 0) throw problem("GMM_FILE", path, `ends within row ${first + Math.floor(at / rowBytes)}`);
        at += bytesRead;
      }
    } finally {
      await file.close();
    }
    const data = dtype === "f64" ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer);
    return { data, shape: [held, features], stride: [features, 1], offset: 0 };
  };
  return {
    ...{ count, features, dtype },
    async *[Symbol.asyncIterator]() {
      let next = count > 0 ? read(0) : undefined;
      for (let first = rows; next; first += rows) {
        const chunk: Matrix = await next;
        next = first < count ? read(first) : undefined;
        next?.catch(() => {}); // looked at in the next turn, if there is one
        yield chunk;
      }
    },
  };
}

function layoutOf(path: string, { dtype = "f64", features }: FileRowsOptions): Layout {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const head = Buffer.alloc(Math.min(size, 2 ** 16));
    readSync(file, head, 0, head.length, 0);
    if (head.subarray(0, 6).equals(NPY)) return npyLayout(path, head, size);
    if (!(dtype in BYTES)) throw problem("GMM_OPTION", "dtype", "f64 or f32", String(dtype));
    if (features === undefined || !Number.isInteger(features) || features < 1)
      throw problem(
        "GMM_OPTION",
        "features",
        "the number of columns, for a file that does not say it",
        String(features),
      );
    const rowBytes = features * BYTES[dtype];
    if (size % rowBytes !== 0)
      throw problem("GMM_FILE", path, `has ${size} bytes: no whole number of rows of ${features} ${dtype}`);
    return { count: size / rowBytes, features, dtype, start: 0 };
  } finally {
    closeSync(file);
  }
}

const NPY = Buffer.from("\x93NUMPY", "latin1");

function npyLayout(path: string, head: Buffer, size: number): Layout {
  const wide = head[6]! > 1;
  const start = wide ? 12 + head.readUInt32LE(8) : 10 + head.readUInt16LE(8);
  const text = head.toString("latin1", wide ? 12 : 10, start);
  const [, descr = "?"] = /'descr':\s*'([^']*)'/.exec(text) ?? [];
  const dtype = { "<f8": "f64", "<f4": "f32" }[descr] as "f64" | "f32" | undefined;
  if (dtype === undefined) throw problem("GMM_FILE", path, `holds elements of type ${descr}`);
  if (/'fortran_order':\s*True/.test(text)) throw problem("GMM_FILE", path, "is in Fortran order");
  const [, shape = ""] = /'shape':\s*\(([^)]*)\)/.exec(text) ?? [];
  const extents = shape
    .split(",")
    .filter((extent) => extent.trim() !== "")
    .map(Number);
  const [count, features] = extents;
  if (extents.length !== 2 || count === undefined || features === undefined)
    throw problem("GMM_FILE", path, `has ${extents.length} axes`);
  const wanted = start + count * features * BYTES[dtype];
  if (size < wanted) throw problem("GMM_FILE", path, `has ${size} bytes of ${wanted}`);
  return { count, features, dtype, start };
}
