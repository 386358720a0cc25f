// koffi, loaded at its first use: it costs some 10 ms that a session without native calls never pays.
import { createRequire } from "node:module";

export type Koffi = typeof import("koffi");

let loaded: Koffi | Error | undefined;

/** The foreign-function interface, or the error that kept it from loading; never throws. */
export const tryKoffi = (): Koffi | Error => {
  if (loaded === undefined) {
    try {
      loaded = createRequire(import.meta.url)("koffi") as Koffi;
    } catch (error) {
      loaded = error instanceof Error ? error : new Error(String(error));
    }
  }
  return loaded;
};

/** The foreign-function interface; throws when this platform has no build of it. */
export const koffi = (): Koffi => {
  const found = tryKoffi();
  if (found instanceof Error) throw found;
  return found;
};

export type NativeFunction = (...values: readonly unknown[]) => number;

const functions = new Map<string, NativeFunction | undefined>();

/** A function of the C library by its koffi prototype; undefined where the C library lacks it. */
export const libc = (prototype: string): NativeFunction | undefined => {
  if (!functions.has(prototype)) {
    const found = tryKoffi();
    let bound: NativeFunction | undefined;
    if (!(found instanceof Error)) {
      try {
        bound = found.load(null).func(prototype) as NativeFunction;
      } catch {
        bound = undefined;
      }
    }
    functions.set(prototype, bound);
  }
  return functions.get(prototype);
};
