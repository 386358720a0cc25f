// Completion of magic lines at a cell's start: their names, then their options.
import type { Completions } from "../types/service.ts";

interface Magic {
  readonly name: string;
  readonly options: readonly string[];
}

const MARKING = ["--tune", "--seconds", "--targets", "--exact", "--explain"];
const MAGICS: readonly Magic[] = [
  { name: "%%specialize", options: MARKING },
  { name: "%%stencil", options: MARKING },
];
/** What may follow an option. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  "--tune": ["idle", "now", "off"],
  "--targets": ["js", "openmp"],
};

/** Undefined where the cursor is on no magic line. */
export function completeMagic(cell: string, offset: number): Completions | undefined {
  const lineStart = cell.lastIndexOf("\n", offset - 1) + 1;
  const before = cell.slice(0, lineStart).split("\n");
  if (before.some((line) => line.trim() !== "" && !line.trimStart().startsWith("%"))) return undefined;
  const line = cell.slice(lineStart, offset);
  if (!/^\s*%/.test(line)) return undefined;
  const word = /[^\s,]*$/.exec(line)?.[0] ?? "";
  const words = line.trimStart().split(/\s+/);
  const candidates =
    words.length === 1
      ? MAGICS.map(({ name }) => ({ name, type: "magic" }))
      : argumentsOf(words).map((name) => ({ name, type: "keyword" }));
  const entries = candidates.filter(({ name }) => name.startsWith(word) && name !== word);
  return { entries, start: offset - word.length, end: offset };
}

function argumentsOf(words: readonly string[]): readonly string[] {
  const values = VALUES[words.at(-2) ?? ""];
  if (values !== undefined) return values;
  const used = new Set(words.slice(0, -1));
  return MAGICS.find(({ name }) => name === words[0])?.options.filter((option) => !used.has(option)) ?? [];
}
