// Bytes in a widget's state travel beside the JSON: taken out with their paths, and put back at the other end.
import { isRecord } from "../../display/mime.ts";

export type Path = readonly (string | number)[];

export interface Packed {
  readonly state: unknown;
  readonly buffer_paths: readonly Path[];
  readonly buffers: readonly (ArrayBuffer | ArrayBufferView)[];
}

/** The state without its typed arrays and array buffers; the state itself stays as it is. */
export function packBuffers(state: unknown): Packed {
  const paths: Path[] = [];
  const buffers: (ArrayBuffer | ArrayBufferView)[] = [];
  const strip = (value: unknown, path: Path): unknown => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      paths.push(path);
      buffers.push(value);
      return null;
    }
    if (Array.isArray(value)) return value.map((item, index) => strip(item, [...path, index]));
    if (!isRecord(value) || "toJSON" in value) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, strip(item, [...path, key])]));
  };
  return { state: strip(state, []), buffer_paths: paths, buffers };
}

/** Puts received bytes to their places in a received state; paths that lead nowhere are left out. */
export function unpackBuffers(state: object, paths: unknown, buffers: readonly Uint8Array[]): void {
  if (!Array.isArray(paths)) return;
  for (const [index, path] of paths.entries()) {
    const bytes = buffers[index];
    if (bytes === undefined || !Array.isArray(path)) continue;
    const last = path.at(-1);
    const home: unknown = path.slice(0, -1).reduce((place: unknown, key) => ownValue(place, key), state);
    if (typeof home === "object" && home !== null && isKey(last)) {
      Object.defineProperty(home, last, { value: bytes, writable: true, enumerable: true, configurable: true });
    }
  }
}

const isKey = (key: unknown): key is string | number => typeof key === "string" || typeof key === "number";

const ownValue = (place: unknown, key: unknown): unknown =>
  typeof place === "object" && place !== null && isKey(key) && Object.hasOwn(place, key)
    ? (place as Readonly<Record<string | number, unknown>>)[key]
    : undefined;
