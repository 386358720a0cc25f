// What every module of a notebook has without an import: the cell's globals, the package's types (which vanish before a
// cell runs), and what a marked function has beside its call.
import { readFileSync } from "node:fs";
import path from "node:path";
import { COMMAND_VALUE, MAGIC_VALUE } from "../magics/blank.ts";
import { AMBIENT_TYPES } from "./free-names.ts";

/** @param root the package's folder */
export function ambientText(root: string): string {
  const dist = path.posix.join(root, "dist", "kernel");
  const globalsFile = path.posix.join(dist, "session", "globals", "index.d.ts");
  const globals = membersOf("CellGlobals", globalsFile).map(
    ({ name, documentation }) => `${documentation} var ${name}: CellGlobals["${name}"];`,
  );
  return `import type { SpecializedFunction } from "taipan";
import type { CellGlobals } from ${moduleOf(globalsFile)};
declare global {
  type __Marked<F> = F extends (...values: never[]) => unknown ? SpecializedFunction<F> : F;
  type __Members = SpecializedFunction<(...values: never[]) => unknown>;
  var ${COMMAND_VALUE}: import(${moduleOf(path.posix.join(dist, "magics", "command-line.d.ts"))}).CommandOutput;
  var ${MAGIC_VALUE}: any;
${AMBIENT_TYPES.map((name) => `  type ${name} = import("taipan").${name};`).join("\n")}
  ${globals.join("\n  ")}
}`;
}

const moduleOf = (file: string): string => JSON.stringify(file.replace(/\.d\.ts$/, ".js"));

export interface Member {
  readonly name: string;
  /** As a comment, or empty. */
  readonly documentation: string;
}

const MEMBER =
  /((?:^ {4}\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?)^ {4}(?:readonly )?([\p{ID_Start}$_][\p{ID_Continue}$]*)[?(:<]/gmu;

/** An interface's members and those of what it extends, in the declarations that the TypeScript compiler has written. */
export function membersOf(name: string, file: string): readonly Member[] {
  const text = readFileSync(file, "utf8");
  const [whole = "", parents = "", body = ""] =
    new RegExp(`^export interface ${name}(?:<[^{]*?>)?(?: extends ([^{]*))? \\{\\n([\\s\\S]*?)^\\}`, "m").exec(text) ??
    [];
  if (whole === "") throw new Error(`${file} has no interface ${name}`);
  const inherited = parents.split(/,\s*(?![^<]*>)/).flatMap((parent) => {
    const [base] = /^\w+/.exec(parent) ?? [];
    if (base === undefined) return [];
    const from = new RegExp(`import [^;]*\\b${base}\\b[^;]* from "([^"]+)\\.ts"`).exec(text)?.[1];
    return membersOf(base, from === undefined ? file : path.join(path.dirname(file), `${from}.d.ts`));
  });
  const own = [...body.matchAll(MEMBER)].map(([, documentation = "", member = ""]) => ({
    name: member,
    documentation: documentation.trim().replace(/\n\s*/g, "\n"),
  }));
  return [...inherited, ...own];
}
