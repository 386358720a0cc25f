// What a cell hands to registerMagic, checked.
import type { Magic, MagicContext } from "./magic.ts";

/** A magic as a user writes it; what is left out is false, or empty. */
export interface UserMagic extends Partial<Omit<Magic, "name" | "run" | "marks">> {
  readonly name: string;
  run(context: MagicContext): unknown;
  /** Takes the place of a built-in magic of the same name. */
  readonly override?: boolean;
}

const ARGUMENTS: readonly string[] = ["path", "folder", "name", "specializer", "variable"];

/**
 * @param builtIn names of the built-in magics
 * @throws TypeError saying what is wrong with it
 */
export function checkMagic(magic: UserMagic, builtIn: readonly string[]): Magic {
  const wrong = (what: string): never => {
    throw new TypeError(`registerMagic: ${what}`);
  };
  if (typeof magic !== "object" || magic === null) wrong("a magic is an object, as { name, line: true, run() {} }");
  const {
    name,
    cell = false,
    line = false,
    usage = "",
    summary = "",
    takesCode = false,
    argument,
    run,
    override,
  } = magic;
  if (typeof name !== "string" || !/^[A-Za-z_]\w*$/.test(name)) {
    wrong(`a name is a word of letters, digits and _, not ${JSON.stringify(name)}`);
  }
  for (const [field, value] of Object.entries({ cell, line, takesCode })) {
    if (typeof value !== "boolean") wrong(`${field} is true or false`);
  }
  for (const [field, value] of Object.entries({ usage, summary })) {
    if (typeof value !== "string") wrong(`${field} is a text`);
  }
  if (argument !== undefined && !ARGUMENTS.includes(argument)) wrong(`argument is one of ${ARGUMENTS.join(", ")}`);
  if (!cell && !line) wrong(`say where ${name} stands: line: true for %${name}, cell: true for %%${name}`);
  if (typeof run !== "function") wrong("run is the function that acts");
  if (builtIn.includes(name) && override !== true) {
    wrong(`${name} is a built-in magic; with override: true this one takes its place`);
  }
  return {
    name,
    cell,
    line,
    usage,
    summary,
    takesCode,
    ...(argument && { argument }),
    run: (context) => magic.run(context),
  };
}
