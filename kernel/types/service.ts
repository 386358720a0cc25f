// Completion and hover over the cells that ran. Answers come from TypeScript where it runs; without it, from the names
// and words that are known, and whoever asks is told why that is little.

import type { CellOptions } from "./cell-modules.ts";
import { completionPlace, wordAt } from "./place.ts";
import type { Entry, Hover, TypeApi } from "./type-api.ts";

export interface Completions {
  readonly entries: readonly Entry[];
  /** Offsets of what an entry replaces. */
  readonly start: number;
  readonly end: number;
}

export interface TypeService {
  /** Records a cell that ran, without magics. */
  define(code: string, options: CellOptions): void;
  complete(code: string, offset: number, options: CellOptions): Promise<Completions>;
  inspect(code: string, offset: number, options: CellOptions): Promise<(Hover & { readonly name: string }) | undefined>;
  /** Why TypeScript can't answer; undefined while it can. */
  readonly unavailable: string | undefined;
  end(): Promise<void>;
}

const KEYWORDS =
  "as async await break case catch class const continue default delete do else enum export extends false finally for from function if implements import in instanceof interface let new null of return satisfies static switch this throw true try type typeof undefined using var void while yield".split(
    " ",
  );
/** Times that a service which broke down is started again. */
const RESTARTS = 3;

export function createTypeService(
  folder: string,
  report: (text: string) => void,
  load = async (): Promise<TypeApi> => (await import("./type-api.ts")).createTypeApi(folder),
): TypeService {
  const cells: { readonly code: string; readonly options: CellOptions }[] = [];
  let api: Promise<TypeApi> | undefined;
  let failures = 0;
  let unavailable: string | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const open = (): Promise<TypeApi> => {
    api ??= load().then((opened) => {
      for (const { code, options } of cells) opened.modules.define(code, options);
      return opened;
    });
    return api;
  };
  /** One question after the other; one that fails leaves a fresh service for the next, a few times. */
  const ask = <T>(question: (api: TypeApi) => Promise<T>): Promise<T | undefined> => {
    const answer = queue.then(async () => {
      if (unavailable !== undefined) return undefined;
      try {
        return await question(await open());
      } catch (error) {
        report(`TypeScript's service: ${(error as Error).message}`);
        void api?.then((broken) => broken.close()).catch(() => {});
        api = undefined;
        if (++failures >= RESTARTS) unavailable = (error as Error).message;
        return undefined;
      }
    });
    queue = answer;
    return answer;
  };

  /** The notebook's names, without TypeScript. */
  const declared = async (): Promise<readonly string[]> => {
    const { declaredNames } = await import("../session/declared-names.ts");
    return cells.flatMap(({ code }) => declaredNames(code)?.map(({ name }) => name) ?? []);
  };

  return {
    define(code, options) {
      cells.push({ code, options });
      void api?.then((opened) => opened.modules.define(code, options));
    },
    async complete(code, offset, options) {
      const { starts, kind } = completionPlace(code, offset);
      const entries = await ask(async (opened) => {
        const found = await opened.completions(code, offset, options);
        if (found !== undefined && !(kind === "name" && found.length === 0)) return found;
        if (kind !== "name") return [];
        const globals = await opened.completions(`globalThis.\n${code}`, "globalThis.".length, options);
        return [...freeNames(code, opened.modules.names()), ...(globals ?? [])];
      });
      const all = entries ?? (kind === "name" ? freeNames(code, await declared()) : []);
      for (const start of starts) {
        const prefix = code.slice(start, offset);
        const matching = all.filter(({ name }) => name.startsWith(prefix) && name !== prefix);
        const unique = new Map(matching.map((entry) => [entry.name, entry]));
        if (unique.size > 0) return { entries: [...unique.values()].sort(byName), start, end: offset };
      }
      return { entries: [], start: offset, end: offset };
    },
    async inspect(code, offset, options) {
      const word = wordAt(code, offset);
      if (word === undefined) return undefined;
      const hover = await ask((opened) => opened.hover(code, word.start, options));
      return hover && { ...hover, name: word.text };
    },
    get unavailable() {
      return unavailable;
    },
    async end() {
      await queue;
      await (await api)?.close();
    },
  };
}

/** What can stand where no dot is before: words of the language, the notebook's names, the cell's own words. */
const freeNames = (code: string, names: Iterable<string>): readonly Entry[] => [
  ...(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []).map((name) => ({ name, type: "" })),
  ...KEYWORDS.map((name) => ({ name, type: "keyword" })),
  ...[...names].map((name) => ({ name, type: "instance" })),
];

const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
