// Whose code runs: the cell that was started last, unless what runs was begun by an earlier one. A cell's timers, promises,
// streams and workers carry its id with them, however late they call back.
import { AsyncLocalStorage } from "node:async_hooks";

// In Node 20 an async hook makes V8 tell Node of each promise, and an await takes 0.25 µs instead of 0.08. There is no
// way around it: promises have to be followed from the first cell on, since nobody knows whose will settle late; promise
// hooks that do no more than this needs still take 0.15, and would break the storages of the user's own.

export interface Ownership {
  current(): string;
  /** A cell starts. */
  begin(cell: string, number: number): void;
  /** It has ended; its timers may go on. */
  end(): void;
  /** Runs code of a cell's: all that it begins is the cell's too. User code in it needs a boundary of its own inside. */
  as<T>(cell: string, code: () => T): T;
}

/** Cells whose numbers are remembered; a timer of an older one counts as the last cell's. */
const REMEMBERED = 2000;

/** @param runs told of the number of the cell whose code runs, as the reader of the notebook knows it; 0: of none */
export function createOwnership(runs: (number: number) => void): Ownership {
  const owner = new AsyncLocalStorage<string>();
  const numbers = new Map<string, number>();
  let latest = "";
  let late: string | undefined;
  let ended = true;
  const tell = (): void => runs(late === undefined && ended ? 0 : (numbers.get(late ?? latest) ?? 0));
  return {
    current: () => owner.getStore() ?? latest,
    begin(cell, number) {
      latest = cell;
      late = undefined;
      ended = false;
      numbers.set(cell, number);
      if (numbers.size > REMEMBERED) numbers.delete(numbers.keys().next().value as string);
      tell();
    },
    end() {
      ended = true;
      tell();
    },
    as(cell, code) {
      const before = late;
      late = cell;
      tell();
      try {
        return owner.run(cell, code);
      } finally {
        late = before;
        tell();
      }
    },
  };
}
