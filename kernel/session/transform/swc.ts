// The calls into SWC: types are stripped from a cell, and the JavaScript that results is parsed.
import { createRequire } from "node:module";
import type { ModuleItem, Options, ParserConfig } from "@swc/core";
import { parseSwcError } from "./swc-error.ts";

type Swc = typeof import("@swc/core");

let loaded: Swc | undefined;
/** Loaded at its first use, so that a session is ready without it. */
export const swc = (): Swc => {
  loaded ??= createRequire(import.meta.url)("@swc/core") as Swc;
  return loaded;
};

// `using` is accepted by the parser but missing in its published options
export const TYPESCRIPT = {
  syntax: "typescript",
  decorators: true,
  explicitResourceManagement: true,
} as ParserConfig & {
  readonly syntax: "typescript";
};
const PLAIN = { syntax: "ecmascript", decorators: true, explicitResourceManagement: true } as ParserConfig;
const JAVASCRIPT = { syntax: "ecmascript", target: "es2022", explicitResourceManagement: true } as const;

/** Options for a piece of TypeScript that becomes a module, a helper file's or a cell's. */
const stripOptions = (filename: string, parser: ParserConfig): Options => ({
  filename,
  sourceFileName: filename,
  configFile: false,
  swcrc: false,
  isModule: true,
  sourceMaps: true,
  jsc: {
    parser,
    target: "es2022",
    // without verbatimModuleSyntax an import that this cell does not use (but a later one will) vanishes
    transform: { verbatimModuleSyntax: true, useDefineForClassFields: true },
    experimental: { keepImportAttributes: true },
  },
});

export interface Stripped {
  readonly code: string;
  /** A source map, as JSON. */
  readonly map: string;
}

/**
 * Strips the types.
 *
 * @throws CellSyntaxError with the place in `source`
 */
export const stripTypes = (source: string, filename: string, parser: ParserConfig = TYPESCRIPT): Stripped => {
  try {
    const { code, map } = swc().transformSync(source, stripOptions(filename, parser));
    return { code, map: map ?? "" };
  } catch (error) {
    throw parseSwcError(error, source);
  }
};

/** Top-level statements of the JavaScript that SWC wrote. */
const parseJavaScript = (code: string): readonly ModuleItem[] => swc().parseSync(code, { ...JAVASCRIPT }).body;

export interface JavaScript {
  readonly code: string;
  /** Undefined where the code is the source itself. */
  readonly map: string | undefined;
  readonly body: readonly ModuleItem[];
}

/**
 * What only TypeScript has, or what SWC lowers; and line breaks, behind which a rewritten statement would need the
 * semicolon that SWC writes.
 */
const NEEDS_STRIPPING =
  /[\r\n\u2028\u2029:<@]|!(?!=)|\b(?:abstract|as|class|declare|enum|export|import|interface|module|namespace|satisfies|type|using)\b/;

/**
 * A cell without its types, parsed. Stripping costs a small cell more than all else, so it is left out where the text
 * can only be JavaScript.
 *
 * @param plain it is JavaScript, and types in it are errors
 * @throws CellSyntaxError with the place in `source`
 */
export function toJavaScript(source: string, filename: string, plain = false): JavaScript {
  if (!NEEDS_STRIPPING.test(source)) {
    try {
      return { code: source, map: undefined, body: parseJavaScript(source) };
    } catch {
      // the error that stripping finds has its place
    }
  }
  const stripped = stripTypes(source, filename, plain ? PLAIN : TYPESCRIPT);
  return { ...stripped, body: parseJavaScript(stripped.code) };
}

export const isExpression = (source: string): boolean => {
  try {
    const { body } = swc().parseSync(source, TYPESCRIPT);
    return body.length === 1 && body[0]?.type === "ExpressionStatement";
  } catch {
    return false;
  }
};
