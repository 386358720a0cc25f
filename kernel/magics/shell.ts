// !command, %sh, %%sh and %%bash: programs of the system. `{expression}` in a `!command` is its value in the cell;
// `{{` and `${…}` and braces around what is no single expression, as in `{print $1}`, are left to the shell.
import { checkExit, commandOutput } from "./command-line.ts";
import type { Magic, MagicContext } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { placeInside, placeOf } from "./place.ts";

const OUT = /^--out(?:[ \t]+|=)([\p{ID_Start}$_][\p{ID_Continue}$]*)$/u;

async function runShell(shell: string, { call, body, commands, notebook }: MagicContext): Promise<unknown> {
  const isCell = body !== undefined;
  const script = isCell ? body : call.argumentText;
  if (script.trim() === "") throw new MagicError(`${call.name} needs a command`, placeOf(call));
  const out = isCell && call.argumentText !== "" ? OUT.exec(call.argumentText)?.[1] : undefined;
  if (isCell && call.argumentText !== "" && out === undefined) {
    const place = placeInside(call, 0, call.argumentText.length);
    throw new MagicError(`${call.name} takes --out name, not "${call.argumentText}"`, place);
  }
  const capture = call.assigned || out !== undefined;
  const result = await commands.run({ file: shell, args: ["-c", script], capture });
  if (out !== undefined) notebook.assign(out, commandOutput(result));
  if (capture) return call.assigned ? commandOutput(result) : undefined;
  checkExit(result, call, isCell ? `the script` : `\`${call.argumentText.split("\n")[0]}\``);
  return undefined;
}

export const sh: Magic = {
  name: "sh",
  cell: true,
  line: true,
  usage: "[--out name] (as %sh, or after !: a command)",
  summary: "runs the cell, or the rest of the line, in the shell; --out puts the lines that it prints into a variable",
  argument: "path",
  run: (context) => runShell("sh", context),
};

export const bash: Magic = {
  name: "bash",
  cell: true,
  line: false,
  usage: "[--out name]",
  summary: "runs the cell in bash; --out puts the lines that it prints into a variable",
  run: (context) => runShell("bash", context),
};
