// Whether a module could be imported at run time, for those whose types TypeScript does not find.
import { existsSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";

export function isInstalled(folder: string, specifier: string): boolean {
  if (isBuiltin(specifier) || /^(data|file|https?):/.test(specifier)) return true;
  if (/^\.{0,2}\//.test(specifier)) {
    const file = path.resolve(folder, specifier);
    return [file, `${file}.ts`, `${file}.js`, path.join(file, "index.ts"), path.join(file, "index.js")].some(
      existsSync,
    );
  }
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, "node_modules", name))) return true;
    if (at === path.dirname(at)) return false;
  }
}
