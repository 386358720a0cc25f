// `error.stack` as the reader wants it from the start, also where a cell prints it itself.
import { type Frame, frameText, type StackReader } from "./stack.ts";

const FRAMES = 25;

export interface PreparedStacks {
  /** The frames of an error whose stack was made here; undefined where a library made it in its own way. */
  framesOf(error: object): readonly Frame[] | undefined;
}

export function prepareStacks(reader: StackReader): PreparedStacks {
  const prepared = new WeakMap<object, readonly Frame[]>();
  Error.stackTraceLimit = FRAMES;
  Error.prepareStackTrace = (error, sites) => {
    const frames = reader.read(sites.map(String));
    prepared.set(error, frames);
    return [headline(error), ...frames.map((frame) => `    at ${frameText(frame)}`)].join("\n");
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
