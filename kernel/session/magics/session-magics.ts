// The magics of a session: the built-in ones, loaded when a cell first has something that looks like one, and the user's.
import type { MagicDescription } from "../../magics/description.ts";
import type { Magic } from "../../magics/magic.ts";
import { BUILT_IN } from "../../magics/names.ts";
import { checkMagic, type UserMagic } from "../../magics/user-magic.ts";

export interface SessionMagics {
  get(name: string): Magic;
  all(): readonly MagicDescription[];
  /** Calls `then` once the built-in ones are there, at once if they are. */
  load(then: () => void, failed: (error: unknown) => void): void;
  /** @throws TypeError saying what is wrong with it */
  register(magic: UserMagic): void;
}

export interface SessionMagicsPorts {
  /** A termination while they are loaded would leave them half made. */
  readonly protect: () => () => void;
  /** Told of all the user's magics when one was registered. */
  readonly registered: (magics: readonly MagicDescription[]) => void;
}

export function createSessionMagics({ protect, registered }: SessionMagicsPorts): SessionMagics {
  let builtIn: readonly Magic[] | undefined;
  const own = new Map<string, Magic>();
  const all = (): readonly Magic[] => [...(builtIn ?? []).filter(({ name }) => !own.has(name)), ...own.values()];
  return {
    all,
    get(name) {
      const found = all().find((magic) => magic.name === name);
      if (found === undefined) throw new Error(`there is no magic ${name}`);
      return found;
    },
    load(then, failed) {
      if (builtIn !== undefined) {
        then();
        return;
      }
      const release = protect();
      import("../../magics/registry.ts").then(
        ({ MAGICS }) => {
          release();
          builtIn = MAGICS;
          then();
        },
        (error: unknown) => {
          release();
          failed(error);
        },
      );
    },
    register(magic) {
      const checked = checkMagic(magic, BUILT_IN);
      own.set(checked.name, checked);
      registered([...own.values()].map(({ run: _, ...description }) => description));
    },
  };
}
