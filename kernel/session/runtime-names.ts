// Names that a value has while the session runs, for completion. Nothing of the user's runs: getters and proxies are not
// looked into.
import { types } from "node:util";
import type { Slots } from "./evaluate/slots.ts";

export interface RuntimeNames {
  /** Names of the value's own properties that can be enumerated. */
  readonly own: readonly string[];
  /** All others that a dot leads to. */
  readonly further: readonly string[];
}

const MOST = 2000;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** @param path names from a global on, as `["a", "b"]` for `a.b`; none for the globals themselves */
export function runtimeNames(
  path: readonly string[],
  { isShadowed, shadow }: Pick<Slots, "isShadowed" | "shadow">,
): RuntimeNames | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return namesOf(globalThis);
  let value = isShadowed(first) ? shadow[first] : (property(globalThis, first)?.value as unknown);
  for (const name of rest) value = property(value, name)?.value as unknown;
  return namesOf(value);
}

function property(value: unknown, name: string): PropertyDescriptor | undefined {
  for (const each of chain(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(each, name);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

function namesOf(value: unknown): RuntimeNames | undefined {
  const own: string[] = [];
  const further: string[] = [];
  for (const each of chain(value)) {
    if (each === Object.prototype || each === Function.prototype) break;
    if (ArrayBuffer.isView(each) || Array.isArray(each)) continue; // indices, by the million
    for (const name of Object.getOwnPropertyNames(each).slice(0, MOST)) {
      if (!IDENTIFIER.test(name) || name === "constructor") continue;
      const enumerable = each === value && Object.prototype.propertyIsEnumerable.call(each, name);
      (enumerable ? own : further).push(name);
    }
  }
  return own.length + further.length > 0 ? { own, further } : undefined;
}

/** A value and its prototypes, up to the first that could run code when it is looked at. */
function* chain(value: unknown): Generator<object> {
  let at = value === null || value === undefined ? null : (Object(value) as object);
  if (at !== null && at !== value) at = Object.getPrototypeOf(at) as object | null; // a primitive
  while (at !== null && !types.isProxy(at)) {
    yield at;
    at = Object.getPrototypeOf(at) as object | null;
  }
}
