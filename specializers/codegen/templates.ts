// Where templates live: the package's own folder, and what specializers outside of the package register.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The nearest folder above this file with templates in it: the package root, from source or from dist. */
function templateFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "templates")) && existsSync(join(folder, "package.json")))
      return join(folder, "templates");
    if (folder === dirname(folder)) throw new Error("The package's templates folder is missing: reinstall taipan.");
  }
}

let builtIn: ReadonlyMap<string, string> | undefined;
const registered = new Map<string, string>();

/** All templates by name ("stencil/sweep.c", "c/prelude"); read once, on the first use. */
export function allTemplates(): ReadonlyMap<string, string> {
  builtIn ??= readFolder(templateFolder());
  return registered.size === 0 ? builtIn : new Map([...builtIn, ...registered]);
}

function readFolder(root: string): ReadonlyMap<string, string> {
  const found = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".hbs"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    found.map((path) => [
      relative(root, path)
        .split(sep)
        .join("/")
        .replace(/\.hbs$/, ""),
      readFileSync(path, "utf8"),
    ]),
  );
}

/** Counts changes, so that what was compiled from the templates knows when to start again. */
let revision = 0;
export const templateRevision = (): number => revision;

/** Adds (or replaces) a specializer's own template: "gauss/blur.c" serves `template: "gauss/blur"` on C targets. */
export function registerTemplate(name: string, text: string): void {
  registered.set(name, text);
  revision++;
}

/** Content hash of every template that makes code (a report's look changes no code): part of what keys cached code. */
export function templateVersion(): string {
  const hash = createHash("sha256");
  for (const [name, text] of [...allTemplates()]
    .filter(([name]) => !name.startsWith("report/"))
    .sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name}\0${text}\0`);
  return hash.digest("hex").slice(0, 16);
}
