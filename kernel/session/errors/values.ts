// Reading what cells throw: anything, with getters and traps that throw themselves, and texts of any length.
import util from "node:util";

const { inspect, types } = util; // a cell may replace them

/** A property; undefined where it can't be read. */
export function read(value: object, key: PropertyKey): unknown {
  try {
    return (value as Readonly<Record<PropertyKey, unknown>>)[key];
  } catch {
    return undefined;
  }
}

/** An error of this realm or of another one (a vm context, say). */
export function isError(value: unknown): value is Error {
  if (types.isNativeError(value)) return true;
  try {
    return value instanceof Error;
  } catch {
    return false; // a proxy's trap
  }
}

/** The name that says most: a class of the user's is named even where it sets no name. */
export function nameOf(error: Error): string {
  const name = read(error, "name");
  if (typeof name !== "string" || name === "") return "Error";
  if (name !== "Error") return name;
  const made = read(error, "constructor");
  const own = typeof made === "function" ? read(made, "name") : undefined;
  return typeof own === "string" && /^[A-Z]\w*$/.test(own) && own !== "NodeError" ? own : name;
}

const LONGEST = 10_000; // characters of a message

export function clip(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)}… (${text.length.toLocaleString("en")} characters)`;
}

export function messageOf(error: Error): string {
  const message = read(error, "message");
  try {
    return clip(typeof message === "string" ? message : message === undefined ? "" : String(message));
  } catch {
    return "";
  }
}

const LIMITS = { depth: 1, breakLength: 100, maxArrayLength: 20, maxStringLength: 500 } as const;

/** A value that is no error. */
export function shown(value: unknown): string {
  try {
    return clip(inspect(value, { ...LIMITS, depth: 2 }));
  } catch (error) {
    return `a value that can't be shown (${isError(error) ? messageOf(error) : "its own method throws"})`;
  }
}

const USUAL = new Set(["name", "message", "stack", "cause", "errors", "diagnostic", "place", "helper", "constructor"]);

/** Own properties beside the usual ones, as `code` and `path` of a system error; getters are not called. */
export function detailsOf(error: Error): string {
  const missing = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(String(read(error, "code")));
  if (missing) return ""; // the message says it all
  try {
    const own = Object.entries(Object.getOwnPropertyDescriptors(error)).filter(
      ([key, { enumerable }]) => enumerable && !USUAL.has(key),
    );
    return own.length === 0 ? "" : clip(inspect(Object.defineProperties({}, Object.fromEntries(own)), LIMITS));
  } catch {
    return "";
  }
}
