// What a magic is: a line that begins with `%%` (about the lines below it) or `%` (about itself), and what it does. The
// front knows the description; the session runs it, with the same door for built-in and user's magics.
import type { OutgoingMessage } from "../session/output/channel.ts";
import type { MagicDescription } from "./description.ts";
import type { MarkRequest } from "./mark.ts";

export interface Magic extends MagicDescription {
  /**
   * Acts. The value, awaited, is the line's or the cell's. What it throws fails the cell, at the magic's line.
   *
   * Runs where user code runs: it may be interrupted anywhere, and what it awaits is then left behind.
   */
  run(context: MagicContext): unknown;
}

/** A magic's line in a cell. */
export interface MagicCall {
  /** The magic's name. */
  readonly magic: string;
  /** As it was typed: `%%time`, `%time`, `!`. */
  readonly name: string;
  /** What comes after it on its line, without blanks around. */
  readonly argumentText: string;
  /** 1-based line of the cell; columns at which the name and the arguments begin. */
  readonly line: number;
  readonly column: number;
  readonly argumentColumn: number;
  /** Its value goes somewhere, as in `const files = !ls`. */
  readonly assigned: boolean;
}

export interface MagicContext {
  readonly call: MagicCall;
  /** The lines below `%%name`; undefined for a line magic. */
  readonly body: string | undefined;
  /** Runs what the magic takes: the cell below it (with the magics between), or the statement after it. Gives its value. */
  next(): Promise<unknown>;
  /** What it takes as a function that can be called many times; what it declares stays within it. */
  compile(): Promise<() => unknown>;
  /** Called when the cell has ended, however it did, before its error is shown. */
  onEnd(listener: () => void): void;
  /** The cell's functions go to a specializer. */
  mark(request: MarkRequest): void;
  print(text: string): void;
  /** Text for a cell below this one, or in its place. */
  setNextInput(text: string, replace?: boolean): void;
  /** Tells the front something. */
  send(message: OutgoingMessage): void;
  /** All magics there are. */
  magics(): readonly MagicDescription[];
}
