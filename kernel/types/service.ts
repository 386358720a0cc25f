// Completion, help and checks over the cells that ran. Answers come from TypeScript where it runs; without it, from the
// names and words that are known, and whoever asks is told why that is little.

import type { RuntimeNames } from "../session/runtime-names.ts";
import type { CellOptions } from "./cell-modules.ts";
import type { Entry } from "./entries.ts";
import { freeNames, runtimeEntries } from "./free-names.ts";
import { isInstalled } from "./installed.ts";
import { declaredIn, FRESH, type LogEntry, type Removal } from "./log.ts";
import { GLOBALS } from "./names-module.ts";
import { completionPlace, isOwnName, isOwnReceiver, receiverOf, wordAt } from "./place.ts";
import { type Problem, problemsOf } from "./problems.ts";
import type { SignatureHelp } from "./signature-help.ts";
import type { Hover, TypeApi } from "./type-api.ts";

export interface Completions {
  readonly entries: readonly Entry[];
  /** Offsets of what an entry replaces. */
  readonly start: number;
  readonly end: number;
}

export type Inspection =
  | (Hover & { readonly kind: "name"; readonly name: string })
  | (SignatureHelp & { readonly kind: "call" });

export interface TypeService {
  /** Records a cell that starts, without magics. */
  begin(code: string, options: CellOptions): RecordedCell;
  /** The cell that began last has taken names out of the notebook. */
  removed(names: readonly string[]): void;
  complete(code: string, offset: number, options: CellOptions): Promise<Completions>;
  /** About the word at the offset, else about the call around it. */
  inspect(
    code: string,
    offset: number,
    options: CellOptions & { readonly source?: boolean },
  ): Promise<Inspection | undefined>;
  /** What is wrong with a text that has not run; undefined where TypeScript can't answer. */
  check(code: string, options: CellOptions): Promise<readonly Problem[] | undefined>;
  /** Forgets all cells: the session that ran them is gone. */
  forget(): void;
  /** Why TypeScript can't answer; undefined while it can. */
  readonly unavailable: string | undefined;
  end(): Promise<void>;
}

export interface RecordedCell {
  /** It has ended with an error. */
  failed(): void;
  /** What is wrong with it, beside the cells that ran before it. */
  check(): Promise<readonly Problem[] | undefined>;
  /** Nobody will check it. */
  release(): void;
}

export interface TypeServicePorts {
  readonly folder: string;
  report(text: string): void;
  /** Names that a value has in the session; undefined where it can't say. */
  runtimeNames?(path: readonly string[], milliseconds: number): Promise<RuntimeNames | undefined>;
  load?(): Promise<TypeApi>;
}

/** How long the session may take to answer: while somebody waits for a completion, and while nobody does. */
const SOON = 200; // ms
const LATER = 5000; // ms
/** Cells that ran are checked when nobody has asked anything for so long, or when they have waited for so long. */
const CALM = 150; // ms
const PATIENCE = 1500; // ms
/** Times that a service which broke down is started again. */
const RESTARTS = 3;

export function createTypeService({
  folder,
  report,
  runtimeNames = async () => undefined,
  load = async () => (await import("./type-api.ts")).createTypeApi(folder),
}: TypeServicePorts): TypeService {
  let log: (LogEntry | Removal)[] = [];
  let latest: LogEntry | undefined;
  let defined = 0; // entries of the log that the service knows
  let api: Promise<TypeApi> | undefined;
  let answered = false;
  let failures = 0;
  let unavailable: string | undefined;
  let ended = false;
  let closing: Promise<unknown> = Promise.resolve(); // of services that were given up
  let queue: Promise<unknown> = Promise.resolve();

  const release = (entry: LogEntry): void => {
    entry.released = true;
    entry.defined?.release();
    entry.defined = undefined; // it leads to all cells that this one has used
  };
  const defineAll = ({ modules }: TypeApi): void => {
    for (; defined < log.length; defined++) {
      const entry = log[defined]!;
      if (entry.kind === "removal") {
        modules.remove(entry.names, entry.by?.path);
        continue;
      }
      entry.defined = modules.define(entry.code, entry.options);
      entry.path = entry.defined?.path;
      if (entry.failed) entry.defined?.failed();
      if (entry.released) release(entry);
    }
  };
  /** The next question gets a fresh service. */
  const reopen = (): void => {
    closing = Promise.allSettled([closing, api?.then((old) => old.close())]);
    api = undefined;
    defined = 0;
  };
  let urgent = 0; // questions that somebody waits for
  let lastUrgent = Number.NEGATIVE_INFINITY;
  /** The answer to a question of somebody who types, who would notice a check that is under way. */
  const askSoon = async <T>(question: (api: TypeApi) => Promise<T>): Promise<T | undefined> => {
    urgent++;
    try {
      return await ask(question);
    } finally {
      urgent--;
      lastUrgent = performance.now();
    }
  };
  const calm = async (): Promise<void> => {
    const limit = performance.now() + PATIENCE;
    for (let now = performance.now(); now < limit; now = performance.now()) {
      const left = urgent > 0 ? CALM : lastUrgent + CALM - now;
      if (left <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, Math.min(left, limit - now)));
    }
  };
  /**
   * One question after the other; one that fails leaves a fresh service for the next, a few times. Cells that came after
   * the one that is asked `about` are no reason for TypeScript to look at everything again.
   */
  const ask = <T>(question: (api: TypeApi) => Promise<T>, about?: LogEntry): Promise<T | undefined> => {
    const answer = queue.then(async () => {
      if (ended || unavailable !== undefined) return undefined;
      try {
        api ??= load();
        const opened = await api;
        if (about === undefined || about.place >= defined) defineAll(opened);
        const result = await opened.whileItLives(() => question(opened));
        answered = true;
        return result;
      } catch (error) {
        if (ended) return undefined;
        report(`TypeScript's service: ${(error as Error).message}`);
        reopen();
        // one that never answered is not there at all
        if (++failures >= RESTARTS || !answered) unavailable = (error as Error).message;
        return undefined;
      }
    });
    queue = answer;
    return answer;
  };

  const atRunTime = async (names: readonly string[]): Promise<ReadonlySet<string>> => {
    const known = await runtimeNames([], LATER);
    // an error is better missed than false
    return known === undefined ? new Set(names) : new Set([...known.own, ...known.further]);
  };
  const problems = async (
    opened: TypeApi,
    { code, marked, file, shift }: { code: string; marked: boolean; file: string; shift: number },
  ): Promise<readonly Problem[]> => {
    const names = new Map([...opened.modules.names()].map((each) => [each.name, each]));
    return problemsOf(await opened.diagnostics(file), {
      code,
      marked: marked || DIRECTIVE.test(code),
      shift,
      earlier: (name) => names.get(name),
      atRunTime,
      isThere: (specifier) => isInstalled(folder, specifier),
    });
  };

  return {
    begin(code, options) {
      const entry: LogEntry = { ...FRESH, place: log.length, code, options };
      log.push(entry);
      latest = entry;
      return {
        failed() {
          entry.failed = true;
          entry.defined?.failed();
        },
        async check() {
          await calm();
          const found = await ask(async (opened) => {
            const module = entry.defined;
            if (module === undefined || log[entry.place] !== entry) return [];
            return problems(opened, { code, marked: options.marked, file: module.path, shift: module.shift });
          }, entry);
          release(entry);
          return found;
        },
        release: () => release(entry),
      };
    },
    removed: (names) => void log.push({ kind: "removal", names, by: latest }),
    async complete(code, offset, options) {
      const { starts, kind } = completionPlace(code, offset);
      const receiver = kind === "member" ? receiverOf(code, starts[0] ?? offset) : undefined;
      const asked = receiver && runtimeNames(receiver, SOON);
      let isFree = false;
      const isFreeName = kind === "name" && isOwnName(code, wordAt(code, offset) ?? { text: "", start: offset });
      const [own] = receiver?.length === 1 && isOwnReceiver(code, receiver[0]!, starts[0]!) ? receiver : [];
      const entries = await askSoon(async (opened) => {
        const members = own === undefined ? undefined : await opened.membersOf(own);
        if (members !== undefined) return members;
        const found = isFreeName ? undefined : await opened.completions(code, offset, options);
        if (found !== undefined && !(kind === "name" && found.length === 0)) return found;
        if (kind !== "name") return [];
        isFree = true;
        const globals = await opened.membersOf(GLOBALS);
        return [...freeNames(code, [...opened.modules.names()]), ...(globals ?? [])];
      });
      const typed = entries ?? (kind === "name" ? freeNames(code, await declaredIn(log)) : []);
      const all = [
        ...typed,
        ...runtimeEntries(isFree ? await runtimeNames([], SOON) : await asked, { kind, complete: typed.length > 0 }),
      ];
      for (const start of starts) {
        const prefix = code.slice(start, offset);
        const matching = all.filter(({ name }) => name.startsWith(prefix) && name !== prefix);
        const unique = new Map(matching.toReversed().map((entry) => [entry.name, entry]));
        if (unique.size > 0) return { entries: [...unique.values()].sort(byName), start, end: offset };
      }
      return { entries: [], start: offset, end: offset };
    },
    async inspect(code, offset, options) {
      const word = wordAt(code, offset);
      return askSoon(async (opened) => {
        const known = word && isOwnName(code, word) ? await opened.hoverOf(word.text, options) : undefined;
        const hover = known ?? (word && (await opened.hover(code, word.start, options)));
        if (hover !== undefined) return { kind: "name", ...hover, name: word!.text };
        const call = await opened.signatureHelp(code, offset, options);
        return call && { kind: "call", ...call };
      });
    },
    check: (code, options) =>
      askSoon((opened) => {
        const shift = opened.modules.ask(code, { ...options, checked: true });
        return problems(opened, { code, marked: options.marked, file: opened.modules.asked, shift });
      }),
    forget() {
      log = [];
      latest = undefined;
      const old = api;
      queue = queue.then(() => {
        if (api === old) reopen();
      });
    },
    get unavailable() {
      return unavailable;
    },
    async end() {
      ended = true; // no question is waited for: one may hang
      await Promise.allSettled([api?.then((opened) => opened.close()), closing]);
    },
  };
}

const DIRECTIVE = /(["'])use [a-z][\w -]*\1/;
const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
