// Whose code runs: the cell that was started last, unless a timer of an earlier one fires.

export interface Ownership {
  current(): string;
  /** A cell starts. */
  begin(cell: string): void;
  as(cell: string, callback: () => void): void;
}

export function createOwnership(): Ownership {
  let latest = "";
  let late: string | undefined;
  return {
    current: () => late ?? latest,
    begin(cell) {
      latest = cell;
      late = undefined;
    },
    as(cell, callback) {
      const before = late;
      late = cell;
      try {
        callback();
      } finally {
        late = before;
      }
    },
  };
}
