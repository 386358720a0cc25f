// What a pass did to the printed program: lines that stayed, came and went.

export interface DiffLine {
  readonly mark: " " | "+" | "−";
  readonly text: string;
  readonly inserted: boolean;
  readonly removed: boolean;
}

/** Beyond this many lines the comparison (quadratic) is not worth its time: then the program after is shown whole. */
const longest = 600;

/** By the longest common subsequence of lines. */
export function diffLines(before: string, after: string): DiffLine[] {
  const old = before.trimEnd().split("\n");
  const now = after.trimEnd().split("\n");
  if (old.length > longest || now.length > longest) return now.map(same);
  // common[i][j]: length for old[i..] and now[j..].
  const common = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      common[i]![j] = old[i] === now[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push(same(now[j]!));
      i++;
      j++;
    } else if (i < old.length && (j === now.length || common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push({ mark: "−", text: old[i++]!, inserted: false, removed: true });
    } else {
      lines.push({ mark: "+", text: now[j++]!, inserted: true, removed: false });
    }
  }
  return lines;
}

const same = (text: string): DiffLine => ({ mark: " ", text, inserted: false, removed: false });
