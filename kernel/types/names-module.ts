// A module in which each value that the notebook names stands alone, and once more before a dot. What is asked of a
// name by itself is asked there: TypeScript knows the module already, where a new text costs it a new program.

export interface NamePlaces {
  /** Offset in the name. */
  readonly name: number;
  /** Offset behind the dot. */
  readonly members: number;
}

export interface NamesModule {
  readonly text: string;
  readonly places: ReadonlyMap<string, NamePlaces>;
}

/** Its members are all that a free name can be. */
export const GLOBALS = "globalThis";

/** @param line the module's first line, which imports the names */
export function namesModule(line: string, names: Iterable<string>): NamesModule {
  const places = new Map<string, NamePlaces>();
  let text = `${line}\n`;
  for (const name of new Set([GLOBALS, ...names])) {
    places.set(name, { name: text.length, members: text.length + name.length + ";".length + name.length + ".".length });
    text += `${name};${name}.\n;`;
  }
  return { text: `${text}export {};`, places };
}
