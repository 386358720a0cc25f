// The calls into SWC: types are stripped from a cell, and the JavaScript that results is parsed.
import { SourceMap } from "node:module";
import type { ModuleItem, Options, ParserConfig } from "@swc/core";
import { decoratorsFor } from "./decorators.ts";
import { jsxError } from "./jsx.ts";
import { mergeNamespaces } from "./namespaces.ts";
import { NO_SHIFTS, type Shifts, unshifted } from "./positions.ts";
import { parseSwcError } from "./swc-error.ts";
import { swc } from "./swc-module.ts";
import { CellSyntaxError, type SyntaxPlace } from "./syntax-error.ts";

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
const stripOptions = (source: string, filename: string, parser: ParserConfig): Options => ({
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
    transform: {
      verbatimModuleSyntax: true,
      useDefineForClassFields: true,
      ...(/@|\baccessor\b/.test(source) ? decoratorsFor(filename) : {}),
    },
    experimental: { keepImportAttributes: true },
  },
});

export interface Stripped {
  readonly code: string;
  /** A source map, as JSON. */
  readonly map: string;
  /** What the map leads to has these characters more than the source. */
  readonly shifts: Shifts;
}

/**
 * Strips the types.
 *
 * @throws CellSyntaxError with the place in `source`
 */
export const stripTypes = (source: string, filename: string, parser: ParserConfig = TYPESCRIPT): Stripped => {
  const { text, shifts } = mergeNamespaces(source, parser);
  try {
    const { code, map } = swc().transformSync(text, stripOptions(source, filename, parser));
    return { code, map: map ?? "", shifts };
  } catch (error) {
    throw jsxError(source, TYPESCRIPT) ?? unmerged(parseSwcError(error, text), shifts);
  }
};

/** An error with its place in the source. */
const unmerged = (error: unknown, shifts: Shifts): unknown =>
  error instanceof CellSyntaxError && error.place
    ? new CellSyntaxError(error.message, {
        ...error.place,
        column: unshifted(shifts, error.place.line - 1, error.place.column),
      })
    : error;

/** Top-level statements of the JavaScript that SWC wrote. */
const parseJavaScript = (code: string): readonly ModuleItem[] => swc().parseSync(code, { ...JAVASCRIPT }).body;

export interface JavaScript {
  readonly code: string;
  /** Undefined where the code is the source itself. */
  readonly map: string | undefined;
  /** What the map leads to has these characters more than the source. */
  readonly shifts: Shifts;
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
export function toJavaScript(text: string, filename: string, plain = false): JavaScript {
  // the first line of a file that is a program, and the mark at its beginning
  const source = text.replace(/^#!/, "//").replace(/^\ufeff/, " ");
  if (!NEEDS_STRIPPING.test(source)) {
    try {
      return { code: source, map: undefined, shifts: NO_SHIFTS, body: parseJavaScript(source) };
    } catch {
      // the error that stripping finds has its place
    }
  }
  const stripped = stripTypes(source, filename, plain ? PLAIN : TYPESCRIPT);
  try {
    return { ...stripped, body: parseJavaScript(stripped.code) };
  } catch (thrown) {
    const error = parseSwcError(thrown, stripped.code);
    throw error instanceof CellSyntaxError
      ? new CellSyntaxError(error.message, original(error.place, stripped))
      : error;
  }
}

/** The place in the source of one in what SWC wrote. */
function original(place: SyntaxPlace | undefined, { map, shifts }: Stripped): SyntaxPlace | undefined {
  if (place === undefined) return undefined;
  const entry = new SourceMap(JSON.parse(map)).findEntry(place.line - 1, place.column - 1);
  if (!("originalLine" in entry)) return undefined;
  const column = unshifted(shifts, entry.originalLine, entry.originalColumn + 1);
  return { line: entry.originalLine + 1, column, length: place.length };
}

export const isExpression = (source: string): boolean => {
  try {
    const { body } = swc().parseSync(source, TYPESCRIPT);
    return body.length === 1 && body[0]?.type === "ExpressionStatement";
  } catch {
    return false;
  }
};
