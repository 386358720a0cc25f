// What the cache holds, and making it smaller.
import { lstatSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readArtifact } from "./artifacts.ts";
import type { Cache } from "./folder.ts";
import { listWinners } from "./records.ts";

export interface CacheEntry {
  readonly kind: "artifact" | "winner" | "trials" | "facts";
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** When it was last used or written, in seconds since 1970. */
  readonly used: number;
  /** One line for a person. */
  readonly about: string;
}

/** Everything in the cache, the most recently used first. */
export const listEntries = (cache: Cache): readonly CacheEntry[] => {
  const entries: CacheEntry[] = [];
  const winners = new Map(listWinners(cache).map((winner) => [winner.recordKey, winner]));
  for (const root of cache.roots) {
    for (const shard of names(join(root, "artifacts"))) {
      for (const name of names(join(root, "artifacts", shard))) {
        const path = join(root, "artifacts", shard, name);
        const facts = readArtifact(path)?.facts;
        entries.push(entry("artifact", name, path, facts === undefined ? "damaged or unfinished" : facts.compiler));
      }
    }
    for (const name of names(join(root, "winners"))) {
      const winner = winners.get(name.replace(/\.json$/, ""));
      const about = winner === undefined ? "damaged" : `${winner.kernel} ${winner.signature}: ${winner.name}`;
      entries.push(entry("winner", name, join(root, "winners", name), about));
    }
    for (const name of names(join(root, "trials")))
      entries.push(entry("trials", name, join(root, "trials", name), "raw trials"));
    for (const name of names(join(root, "facts")))
      entries.push(entry("facts", name, join(root, "facts", name), "machine and compilers"));
  }
  return entries.sort((a, b) => b.used - a.used);
};

export interface PruneLimits {
  /** Artifacts beyond this many bytes go, the least recently used first. */
  readonly bytes?: number;
  /** Artifacts not used for so many days go. */
  readonly days?: number;
}

/** Deletes artifacts, the only large entries; they are compiled again when needed. Winners and trials stay. */
export const prune = (cache: Cache, limits: PruneLimits): readonly CacheEntry[] => {
  const oldest = limits.days === undefined ? 0 : Date.now() / 1000 - limits.days * 86_400;
  const removed: CacheEntry[] = [];
  let kept = 0;
  for (const artifact of listEntries(cache)) {
    if (artifact.kind !== "artifact") continue;
    if (artifact.used < oldest || kept + artifact.bytes > (limits.bytes ?? Number.POSITIVE_INFINITY)) {
      rmSync(artifact.path, { recursive: true, force: true });
      removed.push(artifact);
    } else {
      kept += artifact.bytes;
    }
  }
  return removed;
};

/** Deletes everything that is Taipan's in the cache. */
export const clear = (cache: Cache): readonly CacheEntry[] => {
  const removed = listEntries(cache);
  for (const root of cache.roots) {
    for (const part of ["artifacts", "winners", "trials", "facts"])
      rmSync(join(root, part), { recursive: true, force: true });
  }
  return removed;
};

const names = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const entry = (kind: CacheEntry["kind"], name: string, path: string, about: string): CacheEntry => {
  const { bytes, used } = measure(path);
  return { kind, name, path, bytes, used, about };
};

const measure = (path: string): { readonly bytes: number; readonly used: number } => {
  try {
    const stats = lstatSync(path);
    const inside = stats.isDirectory() ? names(path).map((name) => measure(join(path, name)).bytes) : [stats.size];
    return { bytes: inside.reduce((sum, bytes) => sum + bytes, 0), used: stats.mtimeMs / 1000 };
  } catch {
    // Deleted by another process meanwhile.
    return { bytes: 0, used: 0 };
  }
};
