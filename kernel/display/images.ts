// Bytes that are a picture, known by how they begin.
import type { MimeBundle } from "../../specializers/index.ts";
import { base64 } from "./mime.ts";

const SIGNATURES: readonly (readonly [type: string, bytes: readonly number[]])[] = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ["image/jpeg", [0xff, 0xd8, 0xff]],
];

export function imageBundle(value: unknown): MimeBundle | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  const found = SIGNATURES.find(([, bytes]) => bytes.every((byte, index) => value[index] === byte));
  return found && { [found[0]]: base64(value) };
}
