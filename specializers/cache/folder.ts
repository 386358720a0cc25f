// The cache's folder: where it is, whether it can be used, and the private one that serves when it can't.
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { distrust } from "./trust.ts";

export interface Cache {
  /** Where new entries go. */
  readonly root: string;
  /** False: the folder lasts as long as this process. */
  readonly lasting: boolean;
  /** Where entries are looked for, in this order. */
  readonly roots: readonly string[];
  /** What the user should know: why the cache can't be used. */
  readonly notes: readonly string[];
}

/** `$XDG_CACHE_HOME/taipan`, or `~/.cache/taipan`. The variable counts only when it is an absolute path, as its standard says. */
export const cacheRoot = (environment: NodeJS.ProcessEnv = process.env): string => {
  const base = environment.XDG_CACHE_HOME;
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), ".cache"), "taipan");
};

/**
 * Opens the cache at `root`, made with mode 0700 if need be. A folder that another user could have written is not
 * used at all, one that can't be written is only read; then a private temporary folder takes what is new. Never throws
 * for a bad cache folder.
 */
export const openCache = (root: string = cacheRoot()): Cache => {
  const folder = usableFolder(root);
  if (folder.state === "ok") return { root: folder.path, lasting: true, roots: [folder.path], notes: [] };
  const temporary = privateFolder();
  const roots = folder.state === "read-only" ? [folder.path, temporary] : [temporary];
  return { root: temporary, lasting: false, roots, notes: [folder.note] };
};

type Folder =
  | { readonly state: "ok"; readonly path: string }
  | { readonly state: "read-only"; readonly path: string; readonly note: string }
  | { readonly state: "unusable"; readonly note: string };

const usableFolder = (root: string): Folder => {
  let path = root;
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    // The path to the cache may lead over a symbolic link of the user's; inside of it none is followed.
    path = realpathSync(root);
    const why = distrust(path);
    if (why !== undefined) {
      return {
        state: "unusable",
        note: `The cache is not used: ${why}. \`chmod 700\` it, or delete it if its content is not yours.`,
      };
    }
  } catch (error) {
    return { state: "unusable", note: `The cache is not used: ${reason(error)}.` };
  }
  try {
    rmSync(mkdtempSync(join(path, "probe-")), { recursive: true });
    return { state: "ok", path };
  } catch (error) {
    return {
      state: "read-only",
      path,
      note: `The cache can't be written: ${reason(error)}. What is compiled lasts as long as this session.`,
    };
  }
};

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

let temporary: string | undefined;

/** A folder of this process alone, with the cache's layout; it goes when the process ends. */
export const privateFolder = (): string => {
  if (temporary === undefined) {
    temporary = temporaryFolder("cache");
  }
  return temporary;
};

/** All folders to look into: what could not be written to the cache lies in the private one. */
export const lookupRoots = (cache: Cache): readonly string[] =>
  temporary === undefined || cache.roots.includes(temporary) ? cache.roots : [...cache.roots, temporary];

let sweepsAtExit = false;

/** A new temporary folder that bears this process's number; gone with the process, whatever stopped its maker. */
export const temporaryFolder = (label: string): string => {
  if (!sweepsAtExit) process.once("exit", () => removeFoldersOf((owner) => owner === process.pid));
  sweepsAtExit = true;
  return mkdtempSync(join(tmpdir(), `taipan-${process.pid}-${label}-`));
};

/** Removes temporary folders of processes that were killed and so could not do it themselves. */
export const sweepTemporaryFolders = (): void => removeFoldersOf((owner) => !isAlive(owner));

const removeFoldersOf = (wanted: (owner: number) => boolean): void => {
  const user = process.geteuid?.();
  for (const name of readdirSync(tmpdir())) {
    const owner = /^taipan-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || !wanted(Number(owner))) continue;
    const path = join(tmpdir(), name);
    try {
      const stats = lstatSync(path);
      if (stats.isDirectory() && stats.uid === user) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another process was faster.
    }
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
};

/** A name to write under before a rename, so that a reader sees the old content or the new one. */
export const temporaryName = (): string => `tmp-${process.pid}-${Math.random().toString(36).slice(2, 10)}`;
