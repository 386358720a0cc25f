// Where the package lies, seen from a compiled test.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

const find = (folder: string): string => (existsSync(join(folder, "package.json")) ? folder : find(dirname(folder)));

/** The package's own folder, with package.json in it. */
export const packageRoot: string = find(import.meta.dirname);
