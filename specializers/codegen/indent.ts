// Indentation of generated text, so that templates need not think of how deep they stand.

const UNIT = "  ";

/** Brackets that a line opens or closes, outside of strings and comments. */
function depthChange(line: string): { readonly first: number; readonly total: number } {
  const code = line.replace(/"(?:[^"\\]|\\.)*"/g, "").replace(/\/\/.*/, "");
  let depth = 0;
  let lowest = 0;
  for (const c of code) {
    if (c === "{" || c === "(" || c === "[") depth++;
    if (c === "}" || c === ")" || c === "]") depth--;
    lowest = Math.min(lowest, depth);
  }
  return { first: /^[})\]]/.test(code) ? lowest : 0, total: depth };
}

/** Each line indented by the brackets open at its start; at most one blank line in a row, none at the end. */
export function indent(text: string): string {
  let depth = 0;
  const lines: string[] = [];
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line === "" && (lines.length === 0 || lines.at(-1) === "")) continue;
    const { first, total } = depthChange(line);
    const level = Math.max(0, depth + first);
    // directives of the preprocessor start at the margin, pragmas where they stand
    lines.push(
      line === "" ? "" : line.startsWith("#") && !line.startsWith("#pragma omp") ? line : UNIT.repeat(level) + line,
    );
    depth += total;
  }
  while (lines.at(-1) === "") lines.pop();
  return `${lines.join("\n")}\n`;
}
