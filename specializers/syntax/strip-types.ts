// TypeScript to JavaScript: types go, everything else stays. For text that runs outside of the notebook's session.
import { transformSync } from "@swc/core";

/** @throws Error for text that is not TypeScript. */
export function stripTypes(text: string): string {
  return transformSync(text, {
    configFile: false,
    swcrc: false,
    isModule: false,
    jsc: { parser: { syntax: "typescript", decorators: true }, target: "es2022" },
  }).code;
}
