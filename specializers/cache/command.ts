// `npx taipan cache ls|prune|clear|export|import`.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Cache, cacheRoot, openCache } from "./folder.ts";
import { type CacheEntry, clear, listEntries, prune } from "./inventory.ts";
import { exportRecords, importRecords, type Transferred } from "./transfer.ts";

const usage = `Usage: taipan cache [ls]                         lists what is in the cache
       taipan cache prune [--days N] [--size MB]  deletes compiled code unused for N days (default 30),
                                                  then the oldest beyond MB megabytes (default 500)
       taipan cache clear                         deletes everything: compiled code, winners, trials
       taipan cache export [FILE]                 writes winners and trials to FILE, or to standard output
       taipan cache import FILE                   takes them in, on any machine: there they are where the search
                                                  starts, and are compiled and verified before they are used`;

const FILES: Readonly<Record<string, readonly number[]>> = { export: [1, 2], import: [2] };
const COMMANDS = ["ls", "prune", "clear", ...Object.keys(FILES)];

/** Runs one cache command, writes to `print`, and gives the exit status. */
export const cacheCommand = async (
  args: readonly string[],
  print: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<number> => {
  let command: string;
  let file: string | undefined;
  let days: number;
  let megabytes: number;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { days: { type: "string", default: "30" }, size: { type: "string", default: "500" } },
    });
    command = positionals[0] ?? "ls";
    file = positionals[1];
    days = Number(values.days);
    megabytes = Number(values.size);
    if (!COMMANDS.includes(command)) throw new Error(`there is no command "${command}"`);
    if (!(FILES[command] ?? [0, 1]).includes(positionals.length) || !(days >= 0) || !(megabytes >= 0))
      throw new Error("a number is wrong, or a word is missing or too many");
  } catch (error) {
    print(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    return 2;
  }
  // Looking at a cache does not make one.
  if (command !== "import" && !existsSync(cacheRoot())) {
    print(`The cache is empty: ${cacheRoot()} does not exist.\n`);
    return 0;
  }
  const cache = openCache();
  for (const note of cache.notes) print(`${note}\n`);
  switch (command) {
    case "ls":
      print(listing(cache));
      return 0;
    case "prune":
      print(removedText(prune(cache, { days, bytes: megabytes * 1e6 })));
      return 0;
    case "export":
      return exportTo(cache, file, print);
    case "import":
      return importFrom(cache, file!, print);
    default:
      print(removedText(clear(cache)));
      return 0;
  }
};

function exportTo(cache: Cache, file: string | undefined, print: (text: string) => void): number {
  const { text, ...counts } = exportRecords(cache);
  if (file === undefined) {
    print(text);
    return 0;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    print(`${(error as Error).message}\n`);
    return 1;
  }
  print(`Exported ${countsText(counts)} to ${file}.\n`);
  return 0;
}

function importFrom(cache: Cache, file: string, print: (text: string) => void): number {
  try {
    print(`Imported ${countsText(importRecords(cache, readFileSync(file, "utf8")))} that were not here.\n`);
    return 0;
  } catch (error) {
    print(`${file}: ${(error as Error).message}\n`);
    return 1;
  }
}

const countsText = ({ winners, trials }: Transferred): string =>
  `${winners} ${winners === 1 ? "winner" : "winners"} and ${trials} ${trials === 1 ? "trial" : "trials"}`;

const listing = (cache: Cache): string => {
  const entries = listEntries(cache);
  const lines = entries.map(
    (entry) =>
      `${entry.kind.padEnd(8)}  ${new Date(entry.used * 1000).toISOString().slice(0, 16).replace("T", " ")}  ${sizeOf(entry.bytes).padStart(8)}  ${entry.name.slice(0, 20).padEnd(20)}  ${entry.about}`,
  );
  return `${[`${cache.roots[0]}: ${entries.length} ${entries.length === 1 ? "entry" : "entries"}, ${sizeOf(total(entries))}`, ...lines].join("\n")}\n`;
};

const removedText = (removed: readonly CacheEntry[]): string =>
  `Deleted ${removed.length} ${removed.length === 1 ? "entry" : "entries"}, ${sizeOf(total(removed))}.\n`;

const total = (entries: readonly CacheEntry[]): number => entries.reduce((sum, entry) => sum + entry.bytes, 0);

const sizeOf = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
