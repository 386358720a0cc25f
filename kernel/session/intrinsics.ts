// What the language gives everybody (arrays' methods, JSON, Promise …), as it was before the first cell. A package may
// replace any of it: the session's own code, and the libraries that it calls, work with the originals all the same, and
// code of the user's with what the user has made of them.

export interface Intrinsics {
  /** Runs the session's own code, with the originals of all that was found changed. */
  own<T>(code: () => T): T;
  /** Within it: runs code of the user's, and looks what it has changed. */
  users<T>(code: () => T): T;
  /** Looks what has been changed; each look takes some microseconds. */
  look(): void;
  /** A termination may have skipped the end of either. Call it where nothing of them is on the stack. */
  reset(): void;
}

interface Original {
  readonly home: object;
  readonly key: PropertyKey;
  readonly value: unknown;
}
interface Change extends Original {
  readonly users: PropertyDescriptor | undefined;
}

const { defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;
const UNCHANGED: readonly Change[] = [];

export function createIntrinsics(): Intrinsics {
  let originals: readonly Original[] | undefined;
  let unchanged = (): boolean => true;
  let known = UNCHANGED; // at the last look
  let swapped: readonly Change[] | undefined; // undefined: the session's own code does not run

  /** Finds what has been changed and puts the originals back. In this file nothing may use what can be replaced. */
  const swap = (): void => {
    let changes: Change[] | undefined;
    const change = (original: Original): void => {
      changes ??= [];
      changes[changes.length] = { ...original, users: bare(getOwnPropertyDescriptor(original.home, original.key)) };
      if (original.value === undefined) deleteProperty(original.home, original.key);
      else defineProperty(original.home, original.key, { ...PLAIN, value: original.value });
    };
    // what is added to all objects turns up in loops and in property descriptors
    for (const key in EMPTY) change({ home: Object.prototype, key, value: undefined });
    if (originals === undefined) {
      originals = collect(); // before the first cell: when the evaluator warms up
      unchanged = comparison(originals);
    }
    if (changes !== undefined || !unchanged())
      for (let i = 0; i < originals.length; i++) {
        const original = originals[i] as Original;
        if ((original.home as Readonly<Record<PropertyKey, unknown>>)[original.key] !== original.value)
          change(original);
      }
    known = changes ?? UNCHANGED;
    swapped = known;
  };
  const putBack = (): void => {
    const changes = swapped ?? UNCHANGED;
    swapped = undefined;
    for (let i = changes.length - 1; i >= 0; i--) {
      const { home, key, users } = changes[i] as Change;
      if (users === undefined) deleteProperty(home, key);
      else defineProperty(home, key, users);
    }
  };

  return {
    own(code) {
      if (swapped !== undefined) return code();
      if (known === UNCHANGED && originals !== undefined) swapped = UNCHANGED;
      else swap(); // it may have changed further
      try {
        return code();
      } finally {
        putBack();
      }
    },
    users(code) {
      if (swapped === undefined) return code();
      putBack();
      try {
        return code();
      } finally {
        swap();
      }
    },
    look() {
      if (swapped !== undefined) putBack();
      swap();
      putBack();
    },
    reset: putBack,
  };
}

/** A descriptor that takes nothing from what all objects have been given. */
const bare = (descriptor: PropertyDescriptor | undefined): PropertyDescriptor | undefined =>
  descriptor && ({ __proto__: null, ...descriptor } as PropertyDescriptor);
const PLAIN = { __proto__: null, writable: true, configurable: true, enumerable: false };
const EMPTY: object = {};

/** Those that the session and its libraries call; what else there is may change. */
const GLOBALS =
  "Array Atomics BigInt Boolean Buffer Error Function Int32Array JSON Map Math Number Object Promise Proxy RangeError " +
  "globalThis Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError URL Uint32Array Uint8Array WeakMap WeakSet";
const METHODS: Readonly<Record<string, string>> = {
  Array: "from isArray of",
  "Array.prototype":
    "at concat entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes indexOf join " +
    "keys lastIndexOf map pop push reduce reverse shift slice some sort splice unshift values",
  Atomics: "add compareExchange load notify store sub wait",
  Buffer: "alloc allocUnsafe byteLength concat from isBuffer",
  Error: "captureStackTrace prepareStackTrace",
  "Error.prototype": "toString",
  "Function.prototype": "apply bind call",
  JSON: "parse stringify",
  "Map.prototype": "delete entries forEach get has keys set values",
  Math: "abs ceil floor max min random round",
  Number: "isFinite isInteger isNaN parseFloat parseInt",
  "Number.prototype": "toFixed toString",
  Object:
    "assign create defineProperties defineProperty entries freeze fromEntries getOwnPropertyDescriptor " +
    "getOwnPropertyDescriptors getOwnPropertyNames getOwnPropertySymbols getPrototypeOf is keys setPrototypeOf values",
  "Object.prototype": "hasOwnProperty propertyIsEnumerable toString valueOf",
  Promise: "all allSettled race reject resolve",
  "Promise.prototype": "catch finally then",
  Reflect: "apply construct defineProperty get getOwnPropertyDescriptor getPrototypeOf has ownKeys set",
  "RegExp.prototype": "exec test",
  "Set.prototype": "add delete forEach has values",
  String: "fromCharCode fromCodePoint raw",
  "String.prototype":
    "at charAt charCodeAt codePointAt endsWith includes indexOf lastIndexOf match matchAll normalize padEnd padStart repeat " +
    "replace replaceAll slice split startsWith substring toLowerCase toString toUpperCase trim trimEnd trimStart",
  Symbol: "for",
  "WeakMap.prototype": "get has set",
  "WeakSet.prototype": "add has",
  performance: "now",
  process: "cpuUsage cwd exit hrtime kill memoryUsage nextTick",
};

type Properties = Readonly<Record<PropertyKey, unknown>>;

function collect(): readonly Original[] {
  const originals: Original[] = [];
  const add = (home: object, key: PropertyKey): void => {
    originals.push({ home, key, value: (home as Properties)[key] });
  };
  for (const name of GLOBALS.split(" ")) add(globalThis, name);
  for (const [path, names] of Object.entries(METHODS)) {
    const [name = "", prototype] = path.split(".");
    const home = (globalThis as Properties)[name] as Properties & object;
    for (const key of names.split(" ")) add(prototype === undefined ? home : (home[prototype] as object), key);
  }
  for (const iterable of [[], new Map(), new Set(), ""] as const) {
    const home = Object.getPrototypeOf(iterable) as object;
    add(home, Symbol.iterator);
    add(Object.getPrototypeOf(iterable[Symbol.iterator]()) as object, "next");
  }
  for (const key of [Symbol.match, Symbol.matchAll, Symbol.replace, Symbol.search, Symbol.split])
    add(RegExp.prototype, key);
  return originals;
}

/** One comparison each, written out: a loop over them takes ten times as long, and each cell asks. */
function comparison(originals: readonly Original[]): () => boolean {
  const terms = originals.map(({ key }, i) => {
    const name = typeof key === "symbol" ? `[k${i}]` : `.${String(key)}`;
    return `h${i}${name}===v${i}`;
  });
  const lists = originals.map((_, i) => `{home:h${i},key:k${i},value:v${i}}`);
  const source = `const [${lists.join()}]=originals;return()=>${terms.join("&&")};`;
  return new Function("originals", source)(originals) as () => boolean;
}
