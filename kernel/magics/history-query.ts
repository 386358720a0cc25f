// What %history asks the front, which keeps the history, and what it hears.

export type HistoryQuery =
  /** Lines start <= line < stop; session 0 is this one, -1 the one before. */
  | { readonly kind: "range"; readonly session: number; readonly start: number; readonly stop: number }
  /** The newest, of all sessions. */
  | { readonly kind: "tail"; readonly count: number }
  /** Inputs of all sessions that match a glob. */
  | { readonly kind: "search"; readonly pattern: string };

export interface HistoryEntry {
  readonly session: number;
  readonly line: number;
  readonly input: string;
}
