// `npx taipan cache ls|prune|clear`.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Cache, cacheRoot, openCache } from "./folder.ts";
import { type CacheEntry, clear, listEntries, prune } from "./inventory.ts";

const usage = `Usage: taipan cache [ls]                         lists what is in the cache
       taipan cache prune [--days N] [--size MB]  deletes compiled code unused for N days (default 30),
                                                  then the oldest beyond MB megabytes (default 500)
       taipan cache clear                         deletes everything: compiled code, winners, trials`;

/** Runs one cache command, writes to `print`, and gives the exit status. */
export const cacheCommand = async (
  args: readonly string[],
  print: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<number> => {
  let command: string;
  let days: number;
  let megabytes: number;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { days: { type: "string", default: "30" }, size: { type: "string", default: "500" } },
    });
    command = positionals[0] ?? "ls";
    days = Number(values.days);
    megabytes = Number(values.size);
    if (positionals.length > 1 || !(days >= 0) || !(megabytes >= 0))
      throw new Error("a number is wrong or a word is too many");
  } catch (error) {
    print(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
    return 2;
  }
  // Looking at a cache does not make one.
  if (!existsSync(cacheRoot())) {
    print(`The cache is empty: ${cacheRoot()} does not exist.\n`);
    return ["ls", "prune", "clear"].includes(command) ? 0 : 2;
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
    case "clear":
      print(removedText(clear(cache)));
      return 0;
    default:
      print(`${usage}\n`);
      return 2;
  }
};

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
