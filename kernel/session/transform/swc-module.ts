// SWC itself, loaded at its first use, so that a session is ready without it.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import type { ParserConfig } from "@swc/core";
import { CellSyntaxError } from "./syntax-error.ts";

type Swc = Pick<typeof import("@swc/core"), "parseSync" | "transformSync">;

const require = createRequire(import.meta.url);
let loaded: Swc | undefined;

/** @throws CellSyntaxError for a text whose error SWC could not draw; for any other, what SWC throws */
export const swc = (): Swc => {
  loaded ??= guarded(require("@swc/core") as Swc);
  return loaded;
};

/**
 * SWC draws its errors, and where one lies beyond this column it ends the whole process instead. A text with such a line
 * is tried in another process first.
 */
const LAST_COLUMN = 60_000;
const TRIAL = `const [path, parser] = process.argv.slice(1); const options = { configFile: false, swcrc: false, isModule: true };
  const text = require("fs").readFileSync(0, "utf8");
  try { require(path).transformSync(text, { ...options, jsc: { target: "es2022", parser: JSON.parse(parser) } }) } catch {}`;

const guarded = ({ parseSync, transformSync }: Swc): Swc =>
  ({
    parseSync(source: string, options: Parameters<Swc["parseSync"]>[1]) {
      tryOut(source, options as ParserConfig);
      return parseSync(source, options);
    },
    transformSync(source: string, options: Parameters<Swc["transformSync"]>[1]) {
      tryOut(source, options?.jsc?.parser);
      return transformSync(source, options);
    },
  }) as Swc;

function tryOut(source: string, parser: ParserConfig | undefined): void {
  if (source.length <= LAST_COLUMN) return;
  const long = source.split("\n").findIndex((line) => line.length > LAST_COLUMN);
  if (long < 0) return;
  const { target: _, ...syntax } = (parser ?? { syntax: "ecmascript" }) as ParserConfig & { readonly target?: string };
  const { signal, status } = spawnSync(
    process.execPath,
    ["-e", TRIAL, require.resolve("@swc/core"), JSON.stringify(syntax)],
    { input: source, stdio: ["pipe", "ignore", "ignore"] },
  );
  if (signal !== "SIGABRT" && status !== 134) return;
  const message = `something is wrong behind column ${LAST_COLUMN} of a line; break the line to see where`;
  throw new CellSyntaxError(message, { line: long + 1, column: LAST_COLUMN, length: 1 });
}
