// Which decorators a text means: those of the language, or those that TypeScript had before, where the nearest
// tsconfig.json asks for them by "experimentalDecorators".
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TransformConfig } from "@swc/core";

const STANDARD: TransformConfig = { decoratorVersion: "2022-03" };

/** Read anew for each text with decorators: the file may be edited while the session lives. */
export function decoratorsFor(filename: string): TransformConfig {
  const settings = nearestSettings(dirname(filename));
  const says = (option: string): boolean => new RegExp(`"${option}"\\s*:\\s*true\\b`).test(settings);
  if (!says("experimentalDecorators")) return STANDARD;
  return { legacyDecorator: true, decoratorMetadata: says("emitDecoratorMetadata") };
}

function nearestSettings(folder: string): string {
  try {
    const text = readFileSync(join(folder, "tsconfig.json"), "utf8");
    return text.replace(/("(?:\\.|[^"\\])*")|\/\/.*|\/\*[\s\S]*?\*\//g, "$1"); // comments
  } catch {
    const above = dirname(folder);
    return above === folder ? "" : nearestSettings(above);
  }
}
