// Paths as the reader of a notebook knows them.
import { relative, sep } from "node:path";

/** Shows paths from the notebook's folder on; those far from it in full. */
export const pathsFrom =
  (folder: string) =>
  (path: string): string => {
    const short = relative(folder, path);
    return short === "" || short.startsWith(`..${sep}..${sep}..`) ? path : short;
  };
