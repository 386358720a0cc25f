// The session's side of the record that outlives it: which cell's code runs, and which native function.
import { fstatSync, writeSync } from "node:fs";
import type { CallRecord } from "../../specializers/index.ts";
import { RECORD } from "./protocol.ts";

export interface CrashRecord {
  /** From now on the code of this cell runs; its number as the reader of the notebook knows it. */
  cell(number: number): void;
  /** For the compiler; undefined where the front has handed over no file. */
  readonly native: CallRecord | undefined;
}

export function openCrashRecord(): CrashRecord {
  const { descriptor } = RECORD;
  if (!isFile(descriptor)) return { cell: () => {}, native: undefined };
  const numbers = new Map<string, number>();
  const word = new Int32Array(1);
  let current = 0;
  let end = RECORD.names;
  return {
    cell(number) {
      if (number === current) return;
      current = number;
      word[0] = number;
      try {
        writeSync(descriptor, word, 0, word.byteLength, RECORD.cell);
      } catch {
        // a cell has closed it: a crash will be told without its number
      }
    },
    native: {
      descriptor,
      number(name) {
        let number = numbers.get(name);
        if (number === undefined) {
          number = numbers.size + 1;
          numbers.set(name, number);
          end += writeSync(descriptor, `${name.replaceAll("\n", " ")}\n`, end);
        }
        return number;
      },
    },
  };
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
