// Pictures: bytes that are one, known by how they begin, and canvases.
import type { MimeBundle } from "../../specializers/index.ts";
import { nameOf } from "./members.ts";
import { base64 } from "./mime.ts";

const SIGNATURES: readonly (readonly [type: string, begin: string, at?: number])[] = [
  ["image/png", "\x89PNG\r\n\x1a\n"],
  ["image/jpeg", "\xff\xd8\xff"],
  ["image/gif", "GIF87a"],
  ["image/gif", "GIF89a"],
  ["image/webp", "WEBPVP8", 8],
];
const longest = 16;

/** The MIME type of a picture's bytes. */
export function pictureType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, longest)).toString("latin1");
  return SIGNATURES.find(([, begin, at = 0]) => head.startsWith(begin, at))?.[0];
}

export function pictureBundle(value: object): MimeBundle | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  const type = pictureType(value);
  return type === undefined ? undefined : { [type]: base64(value) };
}

const DATA_URL = /^data:(image\/[\w.+-]+);base64,/;

/** Anything with `toDataURL()`, which may give a promise. */
export function canvasBundle(value: object): MimeBundle | Promise<MimeBundle | undefined> | undefined {
  const { toDataURL } = value as { readonly toDataURL?: unknown };
  if (typeof toDataURL !== "function") return undefined;
  const url: unknown = toDataURL.call(value);
  const bundle = (given: unknown): MimeBundle | undefined => {
    const picture = dataUrlBundle(given);
    return picture && { "text/plain": `[${nameOf(value)}]`, ...picture };
  };
  return url instanceof Promise ? url.then(bundle) : bundle(url);
}

export function dataUrlBundle(url: unknown): MimeBundle | undefined {
  const type = typeof url === "string" ? DATA_URL.exec(url) : null;
  return type ? { [type[1]!]: (url as string).slice(type[0].length) } : undefined;
}
