// A magic that does not exist, whose arguments are wrong, or that failed; with its place.

/** 1-based, in the cell. */
export interface MagicPlace {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

export class MagicError extends Error {
  override readonly name = "MagicError";
  readonly place: MagicPlace;
  constructor(message: string, place: MagicPlace) {
    super(message);
    this.place = place;
    this.stack = `${this.name}: ${message}`; // where it was made says nothing to the reader of the cell
  }
}
