// The members of the notebook's values, which are asked for once, and all together: many questions at a time cost
// TypeScript's service little, while one alone costs whoever waits for it two changes between processes.
import type { CellModules, NamedValue } from "./cell-modules.ts";
import type { Entry } from "./entries.ts";
import { GLOBALS } from "./names-module.ts";

type Members = readonly Entry[] | undefined;
/** Asks for the members of the value at a place of the module where each stands by itself. */
type Ask = (place: number) => Promise<Members>;

export interface KnownMembers {
  /** The members of a value; undefined where there is no such name. What is not known of the others is asked for as well. */
  get(name: string, ask: Ask): Promise<Members>;
  /** Forgets everything. */
  clear(): void;
  /** Nothing is being asked any more: the questions are about a program that may change then. */
  settled(): Promise<unknown>;
}

/** Asked for together: the latest ones, without the functions, which all have the same members. */
const MOST = 100;

export function createKnownMembers(modules: Pick<CellModules, "namedValues" | "placesOf">): KnownMembers {
  const known = new Map<string, { readonly declaration: object; readonly members: Promise<Members> }>();
  let asked: Promise<unknown> = Promise.resolve();

  const recall = ({ name, declaration }: NamedValue, ask: Ask): Promise<Members> => {
    const before = known.get(name);
    if (before?.declaration === declaration) return before.members;
    const members = ask(modules.placesOf(name)!.members);
    known.set(name, { declaration, members });
    // the next question about it is asked anew
    members.catch(() => {
      if (known.get(name)?.members === members) known.delete(name);
    });
    return members;
  };

  return {
    get(name, ask) {
      const values = modules.namedValues();
      const found = values.find((each) => each.name === name);
      if (found === undefined) return Promise.resolve(undefined);
      const members = recall(found, ask);
      const others = values.filter((each) => each.name !== GLOBALS && !each.isFunction).slice(0, MOST);
      asked = Promise.allSettled([asked, members, ...others.map((each) => recall(each, ask))]);
      return members;
    },
    clear: () => known.clear(),
    settled: () => asked,
  };
}
