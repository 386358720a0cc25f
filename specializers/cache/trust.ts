// Whether a file or folder could have been written by another user: native code from it would run with our rights.
import { lstatSync, type Stats } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";

const GROUP_OR_OTHERS_MAY_WRITE = 0o022;

/** Why this one path can't be trusted, in a few words; undefined when it can. Throws when it does not exist. */
export const distrust = (path: string, stats: Stats = lstatSync(path)): string | undefined => {
  const user = process.geteuid?.();
  if (user === undefined) return undefined;
  if (stats.isSymbolicLink()) return `${path} is a symbolic link`;
  if (stats.uid !== user && stats.uid !== 0) return `${path} belongs to another user (uid ${stats.uid})`;
  if ((stats.mode & GROUP_OR_OTHERS_MAY_WRITE) !== 0) {
    return `${path} may be written by others (mode ${(stats.mode & 0o777).toString(8).padStart(4, "0")})`;
  }
  return undefined;
};

/** The same for a path and every folder above it, up to and with `root`. */
export const distrustUpTo = (root: string, path: string): string | undefined => {
  const top = resolve(root);
  let at = resolve(path);
  const inside = relative(top, at);
  if (inside === ".." || inside.startsWith(`..${sep}`)) return `${path} is not inside ${root}`;
  for (;;) {
    const why = distrust(at);
    if (why !== undefined || at === top) return why;
    at = dirname(at);
  }
};
