// `error.stack` as the reader wants it from the start, also where a cell prints it itself.
import type { Intrinsics } from "../intrinsics.ts";
import { type Frame, frameText, type StackReader } from "./stack.ts";

const FRAMES = 25;

export interface PreparedStacks {
  /** The frames of an error whose stack was made here; undefined where a library made it in its own way. */
  framesOf(error: object): readonly Frame[] | undefined;
}

export function prepareStacks(reader: StackReader, intrinsics: Pick<Intrinsics, "own" | "look">): PreparedStacks {
  const prepared = new WeakMap<object, readonly Frame[]>();
  Error.stackTraceLimit = FRAMES;
  const prepare = (error: Error, sites: readonly NodeJS.CallSite[]): string => {
    const frames = reader.read(sites.map(String));
    prepared.set(error, frames);
    return [headline(error), ...frames.map((frame) => `    at ${frameText(frame)}`)].join("\n");
  };
  // V8 asks in the middle of the user's code; what that has changed may not be known yet
  Error.prepareStackTrace = (error, sites) => {
    try {
      return intrinsics.own(() => prepare(error, sites));
    } catch {
      intrinsics.look();
    }
    try {
      return intrinsics.own(() => prepare(error, sites));
    } catch {
      return headline(error);
    }
  };
  return { framesOf: (error) => prepared.get(error) };
}

function headline(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}
