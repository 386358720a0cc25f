// Whose code runs: the cell that was started last, unless a timer of an earlier one fires.

export interface Ownership {
  current(): string;
  /** A cell starts. */
  begin(cell: string, number: number): void;
  /** It has ended; its timers may go on. */
  end(): void;
  as(cell: string, callback: () => void): void;
}

/** Cells whose numbers are remembered; a timer of an older one counts as the last cell's. */
const REMEMBERED = 2000;

/** @param runs told of the number of the cell whose code runs, as the reader of the notebook knows it; 0: of none */
export function createOwnership(runs: (number: number) => void): Ownership {
  const numbers = new Map<string, number>();
  let latest = "";
  let late: string | undefined;
  let ended = true;
  const tell = (): void => runs(late === undefined && ended ? 0 : (numbers.get(late ?? latest) ?? 0));
  return {
    current: () => late ?? latest,
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
    as(cell, callback) {
      const before = late;
      late = cell;
      tell();
      try {
        callback();
      } finally {
        late = before;
        tell();
      }
    },
  };
}
