// The version of all that turns a program into text: the templates' content, and this build of the compiler.
import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { templateVersion } from "./templates.ts";

let build: string | undefined;

/** Names, sizes and times of the compiler's own files: another version or another build of the package differs in them. */
function buildStamp(): string {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const hash = createHash("sha256");
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.[jt]s$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .sort()) {
    const { size, mtimeMs } = statSync(entry);
    hash.update(`${entry}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest("hex").slice(0, 16);
}

export function compilerVersion(): string {
  build ??= buildStamp();
  return `${build} ${templateVersion()}`;
}
