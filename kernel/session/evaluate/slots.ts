// The names of the notebook. A slot is a property of globalThis, which V8 treats as a constant while it is one; a name
// that globalThis already has, or that libraries look for there, gets a slot beside it, so that packages see the real one.

export interface Slots {
  isShadowed(name: string): boolean;
  collides(name: string): boolean;
  isConstant(name: string): boolean;
  /** Names of globalThis that are there for cells alone: one that a cell declares is a slot like any other. */
  offer(names: Iterable<string>): void;
  /** Makes the slots that don't exist yet; those that do keep their values. */
  declare(names: Iterable<string>): void;
  /** From now on the names may not be assigned. */
  fix(names: Iterable<string>): void;
  /** From now on they may. */
  release(names: Iterable<string>): void;
  read(name: string): unknown;
  assign(name: string, value: unknown): void;
  has(name: string): boolean;
  /** All slots, in the order in which they were made. */
  names(): readonly string[];
  /** Removes slots and their values. */
  remove(names: Iterable<string>): void;
  /** Slots that are kept off globalThis, by name. */
  readonly shadow: Readonly<Record<string, unknown>>;
  /** Any slot by name; assigning one that is a constant throws. */
  readonly constants: object;
}

/** Libraries conclude from these in which surroundings they are. */
const ENVIRONMENT: ReadonlySet<string> = new Set(
  "window document self location importScripts module exports define Deno Bun jest process".split(" "),
);

export function createSlots(): Slots {
  const shadow: Record<string, unknown> = Object.create(null);
  const kinds = new Map<string, "global" | "shadow">();
  const constants = new Set<string>();
  /** With the values that they have until a cell declares them. */
  const offered = new Map<string, unknown>();
  const isTaken = (name: string): boolean => (name in globalThis && !offered.has(name)) || ENVIRONMENT.has(name);
  const homeOf = (name: string): Record<string, unknown> =>
    kinds.get(name) === "shadow" ? shadow : (globalThis as unknown as Record<string, unknown>);

  /** Where a slot of the name is, or would be made: a cell may have frozen what is on globalThis, or all of it. */
  const kindFor = (name: string): "global" | "shadow" => {
    const kind = kinds.get(name);
    if (kind === "shadow") return kind;
    const found = Object.getOwnPropertyDescriptor(globalThis, name);
    const free = kind === "global" || !isTaken(name);
    const possible = found === undefined ? Object.isExtensible(globalThis) : found.writable === true;
    return free && possible ? "global" : "shadow";
  };

  const slots: Slots = {
    isShadowed: (name) => kinds.get(name) === "shadow",
    collides: (name) => kindFor(name) === "shadow",
    isConstant: (name) => constants.has(name),
    offer(names) {
      for (const name of names) offered.set(name, (globalThis as unknown as Record<string, unknown>)[name]);
    },
    declare(names) {
      for (const name of names) {
        const kind = kindFor(name);
        if (kinds.get(name) === kind && Object.hasOwn(homeOf(name), name)) continue; // a cell may have deleted it
        kinds.set(name, kind);
        Object.defineProperty(homeOf(name), name, {
          value: undefined,
          writable: true,
          configurable: true,
          enumerable: true,
        });
      }
    },
    fix(names) {
      for (const name of names) constants.add(name);
    },
    release(names) {
      for (const name of names) constants.delete(name);
    },
    read: (name) => homeOf(name)[name],
    assign(name, value) {
      homeOf(name)[name] = value;
    },
    has: (name) => kinds.has(name),
    names: () => [...kinds.keys()],
    remove(names) {
      for (const name of names) {
        delete homeOf(name)[name];
        if (offered.has(name)) {
          const value = offered.get(name);
          Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
        }
        kinds.delete(name);
        constants.delete(name);
      }
    },
    shadow,
    constants: new Proxy(Object.create(null) as object, {
      get: (_, name) => homeOf(String(name))[String(name)],
      set(_, key, value) {
        const name = String(key);
        if (constants.has(name)) throw new TypeError(`Assignment to constant variable '${name}'.`);
        homeOf(name)[name] = value;
        return true;
      },
    }),
  };
  return slots;
}
