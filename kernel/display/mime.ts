// A MIME bundle that a front end can take: known kinds of keys, values that survive JSON.
import type { MimeBundle } from "../../specializers/index.ts";

const KEY = /^[\w\-+.]+\/[\w\-+.]+$/;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Checks what a value's own display method gave; bytes become base64, as Jupyter wants them.
 *
 * @throws TypeError saying what is wrong with it
 */
export function checkBundle(bundle: unknown): MimeBundle {
  if (!isRecord(bundle)) throw new TypeError("a MIME bundle is an object from MIME types to data");
  return Object.fromEntries(
    Object.entries(bundle)
      .filter(([, data]) => data !== undefined)
      .map(([type, data]) => {
        if (!KEY.test(type)) throw new TypeError(`"${type}" is not a MIME type`);
        return [type, data instanceof Uint8Array ? base64(data) : data];
      }),
  );
}

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
