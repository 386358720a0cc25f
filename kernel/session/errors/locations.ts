// Where errors arose that have no stack of their own: syntax errors, and modules that could not be loaded.

export interface Location {
  /** The cell's script. */
  readonly file: string;
  /** 1-based, in the cell as it was typed. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

export interface Locations {
  set(error: unknown, location: Location): void;
  get(error: unknown): Location | undefined;
}

export function createLocations(): Locations {
  const known = new WeakMap<object, Location>();
  return {
    set(error, location) {
      if (typeof error === "object" && error !== null && !known.has(error)) known.set(error, location);
    },
    get: (error) => (typeof error === "object" && error !== null ? known.get(error) : undefined),
  };
}
