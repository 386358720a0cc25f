// What a magic is: a line that begins with `%%` (about the lines below it) or `%` (about itself), and what it does. The
// front knows the description; the session runs it, with the same door for built-in and user's magics.
import type { Commands } from "../session/magics/commands.ts";
import type { MagicDescription } from "./description.ts";
import type { HistoryEntry, HistoryQuery } from "./history-query.ts";
import type { MarkRequest } from "./mark.ts";
import type { Told } from "./told.ts";

/** The notebook's names. */
export interface Names {
  /** In the order of their declaration. */
  names(): readonly string[];
  read(name: string): unknown;
  assign(name: string, value: unknown): void;
  forget(names: readonly string[]): void;
}

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
  /** What comes after it on its line, without blanks around and without the code that it takes. */
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
  /** The cell is JavaScript, and types in it are errors. */
  asJavaScript(): void;
  print(text: string): void;
  /** Shows a MIME bundle. */
  display(bundle: Readonly<Record<string, unknown>>): void;
  /** Asks the user for a line; rejects where the front end takes no input. */
  ask(question: string): Promise<string>;
  /** Programs, which an interrupt of the cell ends. */
  readonly commands: Pick<Commands, "run">;
  /** The names that cells have declared. */
  readonly notebook: Names;
  /** The notebook's folder. */
  readonly folder: string;
  /** Cells that ran. */
  history(query: HistoryQuery): Promise<readonly HistoryEntry[]>;
  /** Text for a cell below this one, or in its place. */
  setNextInput(text: string, replace?: boolean): void;
  /** Tells the front what has changed. */
  tell(told: Told): void;
  /** All magics there are. */
  magics(): readonly MagicDescription[];
}
