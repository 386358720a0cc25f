// Files on disk that cells import from beside the notebook. Nothing watches them: they are looked at before a question.
import { statSync } from "node:fs";

export interface LocalFiles {
  /** The program's files from now on. */
  set(files: readonly string[]): void;
  /** Files that changed or vanished since the last look. */
  takeChanged(): readonly string[];
}

export function createLocalFiles(): LocalFiles {
  let seen = new Map<string, number>();
  return {
    set(files) {
      seen = new Map(files.map((file) => [file, seen.get(file) ?? timeOf(file)]));
    },
    takeChanged() {
      const changed: string[] = [];
      for (const [file, before] of seen) {
        const now = timeOf(file);
        if (now === before) continue;
        seen.set(file, now);
        changed.push(file);
      }
      return changed;
    },
  };
}

const timeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
