// Winners and raw trials by record key: winners/<key>.json is replaced as a whole, trials/<key>.jsonl only grows.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { type Cache, lookupRoots, privateFolder, temporaryName } from "./folder.ts";
import { fileNameOf } from "./key.ts";
import { distrustUpTo } from "./trust.ts";

const ConfigSchema = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));

const optionalNumber = v.optional(v.number());

export const WinnerSchema = v.object({
  format: v.literal(1),
  recordKey: v.string(),
  kernel: v.string(),
  signature: v.string(),
  machine: v.string(),
  name: v.string(),
  config: ConfigSchema,
  target: v.string(),
  seconds: v.number(),
  noise: v.number(),
  /** Folder of the artifact, for native targets. */
  artifact: v.optional(v.string()),
  referenceSeconds: optionalNumber,
  /** Whether the search had come to its end, and whether the machine was noisy. */
  final: v.boolean(),
  noisy: v.boolean(),
  written: v.string(),
});

export type Winner = Readonly<v.InferOutput<typeof WinnerSchema>>;

const TrialSchema = v.object({
  name: v.string(),
  config: ConfigSchema,
  target: v.string(),
  status: v.picklist(["ok", "wrong", "compile-error", "crash", "timeout", "illegal"]),
  seconds: optionalNumber,
  noise: optionalNumber,
  samples: v.pipe(v.array(v.number()), v.readonly()),
  error: optionalNumber,
  bound: optionalNumber,
  compileSeconds: optionalNumber,
  transfers: v.optional(v.object({ within: v.number(), afterHost: v.number() })),
  why: v.string(),
  at: v.number(),
  artifact: v.optional(v.string()),
});

export const TrialRecordSchema = v.object({
  format: v.literal(1),
  machine: v.string(),
  kernel: v.string(),
  signature: v.string(),
  written: v.string(),
  trial: TrialSchema,
});

export type TrialRecord = Readonly<v.InferOutput<typeof TrialRecordSchema>>;

const winnerFile = (root: string, recordKey: string): string => join(root, "winners", `${fileNameOf(recordKey)}.json`);
const trialsFile = (root: string, recordKey: string): string => join(root, "trials", `${fileNameOf(recordKey)}.jsonl`);

/** The winner of a record key; undefined when there is none, or none that can be trusted and understood. */
export const readWinner = (cache: Cache, recordKey: string): Winner | undefined => {
  for (const root of lookupRoots(cache)) {
    const text = readTrusted(root, winnerFile(root, recordKey));
    const winner = text === undefined ? undefined : parse(WinnerSchema, text);
    if (winner !== undefined && winner.recordKey === recordKey) return winner;
  }
  return undefined;
};

/** Every winner in the cache, in no order: seeds for a neighbouring shape or a new session. */
export const listWinners = (cache: Cache): readonly Winner[] => {
  const winners: Winner[] = [];
  for (const root of lookupRoots(cache)) {
    for (const name of namesIn(join(root, "winners"))) {
      if (!name.endsWith(".json")) continue;
      const text = readTrusted(root, join(root, "winners", name));
      const winner = text === undefined ? undefined : parse(WinnerSchema, text);
      if (winner !== undefined) winners.push(winner);
    }
  }
  return winners;
};

/** Replaces the winner of its record key. */
export const writeWinner = (cache: Cache, winner: Winner): void => {
  writeSomewhere(cache, (root) => replaceFile(winnerFile(root, winner.recordKey), JSON.stringify(winner)));
};

/** Appends one line in one write, so that several processes' lines never mix. */
export const appendTrial = (cache: Cache, recordKey: string, record: TrialRecord): void => {
  const line = Buffer.from(`${JSON.stringify(record)}\n`);
  writeSomewhere(cache, (root) => {
    const file = trialsFile(root, recordKey);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const descriptor = openSync(file, "a", 0o600);
    try {
      if (writeSync(descriptor, line) !== line.length) throw new Error(`${file} could not be written`);
    } finally {
      closeSync(descriptor);
    }
  });
};

/** All raw trials of a record key in the order they were written; lines that can't be understood are left out. */
export const readTrials = (cache: Cache, recordKey: string): readonly TrialRecord[] => {
  const records: TrialRecord[] = [];
  for (const root of lookupRoots(cache)) {
    for (const line of (readTrusted(root, trialsFile(root, recordKey)) ?? "").split("\n")) {
      const record = line === "" ? undefined : parse(TrialRecordSchema, line);
      if (record !== undefined) records.push(record);
    }
  }
  return records;
};

/** The record keys, as their files name them, that have trials. */
export const listTrials = (cache: Cache): readonly string[] => [
  ...new Set(
    lookupRoots(cache).flatMap((root) =>
      namesIn(join(root, "trials")).flatMap((name) =>
        name.endsWith(".jsonl") ? [name.slice(0, -".jsonl".length)] : [],
      ),
    ),
  ),
];

/** A page of facts under a name of the caller's (probed compilers, measured ceilings); undefined when absent or unfit. */
export const readFacts = <S extends v.GenericSchema>(
  cache: Cache,
  name: string,
  schema: S,
): v.InferOutput<S> | undefined => {
  for (const root of lookupRoots(cache)) {
    const text = readTrusted(root, join(root, "facts", `${name}.json`));
    const facts = text === undefined ? undefined : parse(schema, text);
    if (facts !== undefined) return facts;
  }
  return undefined;
};

export const writeFacts = (cache: Cache, name: string, facts: unknown): void => {
  writeSomewhere(cache, (root) => replaceFile(join(root, "facts", `${name}.json`), JSON.stringify(facts)));
};

const parse = <S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> | undefined => {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};

const readTrusted = (root: string, file: string): string | undefined => {
  try {
    return distrustUpTo(root, file) === undefined ? readFileSync(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const replaceFile = (file: string, text: string): void => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const writing = join(dirname(file), temporaryName());
  try {
    writeFileSync(writing, text, { mode: 0o600 });
    renameSync(writing, file);
  } catch (error) {
    rmSync(writing, { force: true });
    throw error;
  }
};

/** In the cache, or, where that can't be written, in this process's private folder; never an error of the caller's. */
const writeSomewhere = (cache: Cache, write: (root: string) => void): void => {
  try {
    write(cache.root);
  } catch {
    try {
      write(privateFolder());
    } catch {
      // Neither can be written: the record is lost, as a cache may lose anything.
    }
  }
};
