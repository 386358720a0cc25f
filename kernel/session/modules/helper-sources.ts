// The TypeScript of the files that cells import, for the places in their errors.
import { SourceMap } from "node:module";
import { type Shifts, unshifted } from "../transform/positions.ts";

export interface HelperSource {
  /** Address of the module, with its version. */
  readonly url: string;
  readonly text: string;
  /** A source map, as JSON. */
  readonly map: string;
  /** What the map leads to has these characters more than the text. */
  readonly shifts: Shifts;
}

export interface HelperSources {
  find(url: string, line: number, column: number): { line: number; column: number; text: string } | undefined;
}

/** @param drain gives what has been loaded since the last call */
export function createHelperSources(drain: () => readonly HelperSource[]): HelperSources {
  const sources = new Map<string, HelperSource>();
  const maps = new Map<string, SourceMap>();
  return {
    find(url, line, column) {
      if (!url.startsWith("file:")) return undefined;
      for (const source of drain()) sources.set(source.url, source);
      const source = sources.get(url);
      if (source === undefined) return undefined;
      let map = maps.get(url);
      if (map === undefined) {
        map = new SourceMap(JSON.parse(source.map));
        maps.set(url, map);
      }
      const entry = map.findEntry(line - 1, column - 1);
      if (!("originalLine" in entry)) return undefined;
      const original = unshifted(source.shifts, entry.originalLine, entry.originalColumn + 1);
      return { line: entry.originalLine + 1, column: original, text: source.text };
    },
  };
}
