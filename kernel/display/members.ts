// What a value consists of, read without calling any code of the user's: getters and proxies are left alone.
import { inspect, types } from "node:util";

export interface Member {
  readonly name: string;
  /** Undefined for an element of a set, and where `get` says so. */
  readonly value: unknown;
  /** It would have to be computed. */
  readonly getter?: boolean;
  /** Of a map, whose keys may be anything. */
  readonly key?: unknown;
}

export interface Members {
  readonly kind: "array" | "map" | "set" | "object";
  /** "Point", "Map(3)", "Array(100)"; empty for a plain object. */
  readonly title: string;
  readonly total: number;
  /** The first ones. */
  readonly shown: readonly Member[];
}

/** The members of arrays, maps, sets, plain objects and class instances; nothing for values that are best shown as a text. */
export function membersOf(value: unknown, most: number): Members | undefined {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return undefined;
  if (Array.isArray(value)) {
    const shown = Array.from({ length: Math.min(most, value.length) }, (_, index) => member(value, String(index)));
    return { kind: "array", title: `${nameOf(value)}(${value.length})`, total: value.length, shown };
  }
  if (types.isMap(value)) {
    const shown = first(Map.prototype.entries.call(value), most).map(([key, held]) => ({
      name: inspect(key, { depth: 0, maxStringLength: 60, maxArrayLength: 3 }),
      key,
      value: held,
    }));
    return { kind: "map", title: `${nameOf(value)}(${value.size})`, total: value.size, shown };
  }
  if (types.isSet(value)) {
    const shown = first(Set.prototype.values.call(value), most).map((held) => ({ name: "", value: held }));
    return { kind: "set", title: `${nameOf(value)}(${value.size})`, total: value.size, shown };
  }
  if (isOpaque(value)) return undefined;
  const keys = Object.keys(value);
  const shown = keys.slice(0, most).map((key) => member(value, key));
  const name = nameOf(value);
  return { kind: "object", title: name === "Object" ? "" : name, total: keys.length, shown };
}

/** Objects whose own text says more than their properties: errors, dates, buffers, promises, and those with a text of their own. */
const isOpaque = (value: object): boolean =>
  types.isNativeError(value) ||
  types.isDate(value) ||
  types.isRegExp(value) ||
  types.isPromise(value) ||
  types.isBoxedPrimitive(value) ||
  types.isAnyArrayBuffer(value) ||
  types.isModuleNamespaceObject(value) ||
  types.isGeneratorObject(value) ||
  ArrayBuffer.isView(value) ||
  hasOwnText(value);

export const hasOwnText = (value: object): boolean =>
  read(value, (held) => typeof (held as { readonly [inspect.custom]?: unknown })[inspect.custom]) === "function";

/** The class's name, as far as it can be read. */
export const nameOf = (value: object): string => {
  const name = read(
    value,
    (held) => (held as { readonly constructor?: { readonly name?: unknown } }).constructor?.name,
  );
  return typeof name === "string" && name !== "" ? name : "Object";
};

/** Reads of a stranger's object, which may throw. */
export function read<T>(value: object, of: (value: object) => T): T | undefined {
  try {
    return of(value);
  } catch {
    return undefined;
  }
}

const member = (owner: object, name: string): Member => {
  const property = Object.getOwnPropertyDescriptor(owner, name);
  return { name, value: property?.value, getter: property?.get !== undefined };
};

function first<T>(values: Iterable<T>, most: number): T[] {
  const taken: T[] = [];
  if (most > 0) for (const value of values) if (taken.push(value) >= most) break;
  return taken;
}
