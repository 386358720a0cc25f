// Winners and raw trials as one text that another machine's cache takes in, as FFTW's wisdom moves. Compiled code stays:
// there the records are seeds of the search, and what they name is compiled and verified before it is used.
import * as v from "valibot";
import type { Cache } from "./folder.ts";
import {
  appendTrial,
  listTrials,
  listWinners,
  readTrials,
  readWinner,
  TrialRecordSchema,
  WinnerSchema,
  writeWinner,
} from "./records.ts";

const HEADER = { taipan: "winners and trials", format: 1 } as const;

const LineSchema = v.union([
  v.object({ winner: WinnerSchema }),
  v.object({ recordKey: v.string(), record: TrialRecordSchema }),
]);

export interface Transferred {
  readonly winners: number;
  readonly trials: number;
}

/** The records as JSON lines, below a line that says what they are. */
export function exportRecords(cache: Cache): { readonly text: string } & Transferred {
  const winners = listWinners(cache);
  const trials = listTrials(cache).flatMap((recordKey) =>
    readTrials(cache, recordKey).map((record) => ({ recordKey, record })),
  );
  // the artifact is a folder of this machine
  const lines = [
    HEADER,
    ...winners.map(({ artifact: _, ...winner }) => ({ winner })),
    ...trials.map(({ recordKey, record: { trial, ...rest } }) => {
      const { artifact: _, ...moved } = trial;
      return { recordKey, record: { ...rest, trial: moved } };
    }),
  ];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  return { text, winners: winners.length, trials: trials.length };
}

/**
 * Adds what the cache does not have: a winner of its own stays, as it was measured here.
 *
 * @throws Error that names the line, when the text is no export; nothing has been added then
 */
export function importRecords(cache: Cache, text: string): Transferred {
  const [first = "", ...rest] = text.split("\n").filter((line) => line.trim() !== "");
  if (!v.safeParse(v.object({ taipan: v.literal(HEADER.taipan) }), parsed(first)).success)
    throw new Error("this is no file that `taipan cache export` wrote");
  if (!v.safeParse(v.object({ format: v.literal(HEADER.format) }), parsed(first)).success)
    throw new Error("this file was written by a newer taipan: update this one");
  const lines = rest.map((line, index) => {
    const result = v.safeParse(LineSchema, parsed(line));
    if (!result.success) throw new Error(`line ${index + 2} is damaged: nothing was imported`);
    return result.output;
  });
  let winners = 0;
  let trials = 0;
  const known = new Map<string, Set<string>>();
  for (const line of lines) {
    if ("winner" in line) {
      if (readWinner(cache, line.winner.recordKey) !== undefined) continue;
      writeWinner(cache, line.winner);
      winners++;
      continue;
    }
    const { recordKey, record } = line;
    const there = known.get(recordKey) ?? new Set(readTrials(cache, recordKey).map(identity));
    known.set(recordKey, there);
    if (there.has(identity(record))) continue;
    there.add(identity(record));
    appendTrial(cache, recordKey, record);
    trials++;
  }
  return { winners, trials };
}

/** Two records of one measurement are the same record. */
const identity = ({ machine, written, trial }: v.InferOutput<typeof TrialRecordSchema>): string =>
  JSON.stringify([machine, written, trial.name, trial.seconds]);

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
