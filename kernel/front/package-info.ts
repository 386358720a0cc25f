// The package's own folder and version.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder with package.json; compiled files lie in dist/kernel/front. */
export const packageRoot = fileURLToPath(new URL("../../../", import.meta.url));

export const readVersion = (packageJson: string): string =>
  (JSON.parse(readFileSync(packageJson, "utf8")) as { version: string }).version;
