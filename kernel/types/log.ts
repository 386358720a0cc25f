// What has happened to the notebook, in order: cells that ran, and names that they took out of it.
import type { DeclaredName } from "../session/declared-names.ts";
import type { CellOptions, DefinedCell } from "./cell-modules.ts";

export interface LogEntry {
  readonly kind: "cell";
  /** In the log. */
  readonly place: number;
  readonly code: string;
  readonly options: CellOptions;
  failed: boolean;
  released: boolean;
  /** Until it is released. */
  defined: DefinedCell | undefined;
  /** Of its module. */
  path: string | undefined;
}

export const FRESH = { kind: "cell", failed: false, released: false, defined: undefined, path: undefined } as const;

export interface Removal {
  readonly kind: "removal";
  readonly names: readonly string[];
  /** The cell that did it. */
  readonly by: LogEntry | undefined;
}

/** The notebook's names, without TypeScript. */
export async function declaredIn(log: readonly (LogEntry | Removal)[]): Promise<readonly DeclaredName[]> {
  const { declaredNames } = await import("../session/declared-names.ts");
  const found = new Map<string, { readonly name: DeclaredName; readonly by: LogEntry }>();
  for (const entry of log) {
    if (entry.kind === "removal") {
      for (const name of entry.names) if (found.get(name)?.by !== entry.by) found.delete(name);
    } else for (const name of declaredNames(entry.code) ?? []) found.set(name.name, { name, by: entry });
  }
  return [...found.values()].map(({ name }) => name);
}
