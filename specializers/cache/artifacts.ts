// Compiled libraries: artifacts/<2 digits>/<key>/ holds the source, the library and a page of facts. A folder appears
// whole, by a rename; an incomplete or damaged one counts as absent.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import * as v from "valibot";
import { type Cache, lookupRoots, privateFolder, temporaryName } from "./folder.ts";
import { digest } from "./key.ts";
import { distrustUpTo } from "./trust.ts";

const Facts = v.object({
  format: v.literal(1),
  key: v.string(),
  compiler: v.string(),
  flags: v.array(v.string()),
  cpu: v.string(),
  seconds: v.number(),
  log: v.string(),
  created: v.string(),
  sha256: v.string(),
});

export type ArtifactFacts = Readonly<v.InferOutput<typeof Facts>>;

export interface Artifact {
  readonly folder: string;
  /** The shared library. */
  readonly library: string;
  /** The generated source. */
  readonly source: string;
  readonly facts: ArtifactFacts;
}

export interface NewArtifact {
  readonly key: string;
  readonly source: string;
  /** The library as the compiler left it. */
  readonly library: string;
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly cpu: string;
  readonly seconds: number;
  readonly log: string;
}

const LIBRARY = "kernel.so";
const SOURCE = "kernel.c";
const FACTS = "facts.json";
/** Levels from an artifact's folder up to the cache's root. */
const DEPTH = 3;
const DAY = 86_400;

export const artifactFolder = (root: string, key: string): string => join(root, "artifacts", key.slice(0, 2), key);

/** The artifact of a key, or undefined: absent, damaged and untrusted are the same to the caller. */
export const findArtifact = (cache: Cache, key: string): Artifact | undefined => {
  for (const root of lookupRoots(cache)) {
    const found = readArtifact(artifactFolder(root, key));
    if (found === undefined) continue;
    remember(found.folder);
    return found;
  }
  return undefined;
};

/** The artifact in a folder, checked: owner and modes up to the cache's root, completeness, the library's hash. */
export const readArtifact = (folder: string): Artifact | undefined => {
  const library = join(folder, LIBRARY);
  const source = join(folder, SOURCE);
  const page = join(folder, FACTS);
  const root = rootOf(folder);
  try {
    for (const file of [library, source, page]) if (distrustUpTo(root, file) !== undefined) return undefined;
    const facts = v.safeParse(Facts, JSON.parse(readFileSync(page, "utf8")));
    if (!facts.success || facts.output.key !== basename(folder)) return undefined;
    if (digest(readFileSync(library)) !== facts.output.sha256) return undefined;
    return { folder, library, source, facts: facts.output };
  } catch {
    return undefined;
  }
};

/**
 * Puts a library into the cache. Where that fails (full, read-only) it goes into this process's private folder.
 * Two processes that publish the same key at once are no harm: the content is the same, and one rename wins.
 * Throws only when the private folder can't be written either.
 */
export const publishArtifact = (cache: Cache, made: NewArtifact): Artifact => {
  try {
    return publishInto(cache.root, made);
  } catch {
    return publishInto(privateFolder(), made);
  }
};

const publishInto = (root: string, made: NewArtifact): Artifact => {
  const folder = artifactFolder(root, made.key);
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const building = join(parent, temporaryName());
  mkdirSync(building, { mode: 0o700 });
  try {
    const facts: ArtifactFacts = {
      format: 1,
      key: made.key,
      compiler: made.compiler,
      flags: [...made.flags],
      cpu: made.cpu,
      seconds: made.seconds,
      log: made.log,
      created: new Date().toISOString(),
      sha256: digest(readFileSync(made.library)),
    };
    copyFileSync(made.library, join(building, LIBRARY));
    // The compiler's file has the mode of a loose umask.
    chmodSync(join(building, LIBRARY), 0o700);
    writeFileSync(join(building, SOURCE), made.source, { mode: 0o600 });
    writeFileSync(join(building, FACTS), JSON.stringify(facts), { mode: 0o600 });
    moveInto(building, folder);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
  const artifact = readArtifact(folder);
  if (artifact === undefined) throw new Error(`${folder} can't be read back`);
  return artifact;
};

const moveInto = (building: string, folder: string): void => {
  try {
    renameSync(building, folder);
  } catch (error) {
    // Another process was first, which is as good, or a damaged entry is in the way.
    if (readArtifact(folder) !== undefined) return;
    if (!isCode(error, "ENOTEMPTY") && !isCode(error, "EEXIST")) throw error;
    const damaged = join(dirname(folder), temporaryName());
    renameSync(folder, damaged);
    rmSync(damaged, { recursive: true, force: true });
    renameSync(building, folder);
  }
};

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

const rootOf = (folder: string): string => {
  let at = folder;
  for (let level = 0; level < DEPTH; level++) at = dirname(at);
  return at;
};

/** Marks an artifact as used, for `prune`; once a day is enough. */
const remember = (folder: string): void => {
  const now = Date.now() / 1000;
  try {
    if (now - statSync(folder).mtimeMs / 1000 >= DAY) utimesSync(folder, now, now);
  } catch {
    // A read-only cache keeps its times, and another process may just have deleted it.
  }
};
