// A cell that does not parse: what is wrong, and where.

export interface SyntaxPlace {
  /** 1-based, in the text that was handed to the transform. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

export class CellSyntaxError extends SyntaxError {
  override readonly name = "SyntaxError";
  readonly place: SyntaxPlace | undefined;
  constructor(message: string, place: SyntaxPlace | undefined) {
    super(message);
    this.place = place;
  }
}
