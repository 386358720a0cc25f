// Type errors as a notebook shows them: a warning under a cell that ran, or the error of one that did not run.
import { bold, red } from "../session/errors/ansi.ts";
import { codeFrame } from "../session/errors/code-frame.ts";
import type { ErrorContent } from "../session/protocol.ts";
import type { Problem } from "./problems.ts";

const MOST = 10;

export interface CheckedCell {
  /** "Cell 3". */
  readonly label: string;
  /** As it was typed. */
  readonly text: string;
}

/** What is printed under a cell that ran. */
export const warningText = (cell: CheckedCell, problems: readonly Problem[]): string =>
  `${described(cell, problems, "warning").join("\n")}\n`;

/** The error of a cell that does not run. */
export function typeCheckError(cell: CheckedCell, problems: readonly Problem[]): ErrorContent {
  const ename = "TypeCheckError";
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const evalue = `${problems[0]?.message.split("\n")[0] ?? ""}${more}`;
  const hint = "The cell has not run. Correct it, or let cells with type errors run: %typecheck warn";
  return {
    ename,
    evalue,
    traceback: [`${red(bold(ename))}: ${evalue}`, ...described(cell, problems, "error"), "", hint],
  };
}

function described({ label, text }: CheckedCell, problems: readonly Problem[], word: string): readonly string[] {
  const parts = problems.slice(0, MOST).flatMap(({ code, message, start, length }) => {
    const before = text.slice(0, start);
    const line = before.split("\n").length;
    const column = start - before.lastIndexOf("\n");
    return [
      `${bold(`${label}, line ${line}:${column}`)}: ${word} ${code}: ${message}`,
      codeFrame({ text, firstLine: 1, line, column, length }),
    ];
  });
  const left = problems.length - MOST;
  return left > 0 ? [...parts, `… and ${left} more`] : parts;
}
