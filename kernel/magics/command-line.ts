// What `!command` and `%%sh` give where their output is kept.
import type { CommandResult } from "../session/magics/commands.ts";
import type { MagicCall } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { placeOf } from "./place.ts";

/** The lines that a command printed. */
export interface CommandOutput extends Array<string> {
  /** All of it. */
  readonly text: string;
  readonly exitCode: number;
}

export function commandOutput({ output, exitCode }: CommandResult): CommandOutput {
  const lines = output.replace(/\r?\n$/, "").split(/\r?\n/);
  const properties = { text: { value: output }, exitCode: { value: exitCode } };
  return Object.defineProperties(output === "" ? [] : lines, properties) as CommandOutput;
}

/** @throws MagicError if it has failed */
export function checkExit({ exitCode }: Pick<CommandResult, "exitCode">, call: MagicCall, what: string): void {
  if (exitCode === 0) return;
  throw Object.assign(new MagicError(`${what} ended with exit code ${exitCode}`, placeOf(call)), { exitCode });
}
