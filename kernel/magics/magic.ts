// What a magic is: a line that begins with `%%` (about the cell) or `%` (about its own line), and what it asks for.
import type { MarkOptions } from "../../specializers/index.ts";

/** Where a magic's arguments stand, for messages. */
export interface MagicLine {
  /** With its percent signs. */
  readonly name: string;
  readonly argumentText: string;
  /** 1-based line of the cell, and the column at which the arguments begin. */
  readonly line: number;
  readonly argumentColumn: number;
}

/** 1-based, in the cell. */
export interface MagicPlace {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** What the session has to do about it. */
export type Request =
  /** Marks the cell's functions for a specializer; undefined: whichever recognises them. */
  | {
      readonly kind: "mark";
      readonly specializer: string | undefined;
      readonly options: MarkOptions;
      readonly place: MagicPlace;
    }
  | { readonly kind: "time"; readonly scope: "cell" }
  | { readonly kind: "time"; readonly scope: "line"; readonly line: number }
  | { readonly kind: "list" };

export interface Magic {
  /** Without percent signs. */
  readonly name: string;
  /** As `%%name` in front of a cell, as `%name` in front of a line, or both. */
  readonly cell: boolean;
  readonly line: boolean;
  /** What comes after the name. */
  readonly usage: string;
  readonly summary: string;
  /** @throws MagicError */
  read(line: MagicLine): Request;
  /** True if what comes after `%name` is TypeScript, which stays in the cell. */
  readonly takesCode?: boolean;
}

/** A magic that does not exist, or whose arguments are wrong. */
export class MagicError extends Error {
  override readonly name = "MagicError";
  readonly place: MagicPlace;
  constructor(message: string, place: MagicPlace) {
    super(message);
    this.place = place;
  }
}

/** All of a magic's line. */
export const placeOf = ({ name, argumentText, line, argumentColumn }: MagicLine): MagicPlace => {
  const length = argumentText === "" ? name.length : argumentColumn - 1 + argumentText.length;
  return { line, column: 1, length };
};
