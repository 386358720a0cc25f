// Nested values as a folded tree: `<details>`, which JupyterLab keeps in notebooks that are not trusted.
import { inspect } from "node:util";
import { css, escapeHtml, shortened } from "./html.ts";
import { type Member, type Members, membersOf } from "./members.ts";
import { counted } from "./numbers.ts";

const mostChildren = 50;
const mostNodes = 600;
const deepest = 6;

/** A text with more lines than this is easier to read folded. */
const mostLines = 16;

/**
 * The tree of a value whose text is long or leaves something out. A value that is short as a text stays text, as front ends
 * show HTML in its place; so does one with nothing to fold.
 */
export function treeHtml(value: object, text: string): string | undefined {
  const cut = /\[(?!Getter|Setter|Function)[A-Z]\w*\]|… [\d,]+ more|\.\.\. \d+ more/.test(text);
  if (!cut && !isLong(text)) return undefined;
  const members = membersOf(value, mostChildren);
  if (members === undefined || !members.shown.some((each) => isNested(each.value) || isNested(each.key)))
    return undefined;
  const budget = { left: mostNodes };
  return `<div style="${css.tree}">${branch("", members, new Set([value]), budget)}</div>`;
}

/** Whether a text is easier to read folded, or as a table. */
export const isLong = (text: string): boolean => {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) if (++lines > mostLines) return true;
  return false;
};

const isNested = (value: unknown): boolean => (membersOf(value, 1)?.total ?? 0) > 0;

interface Budget {
  left: number;
}

/** @param above the values that contain this one, so that a cycle ends */
function branch(label: string, members: Members, above: ReadonlySet<unknown>, budget: Budget): string {
  const children: string[] = [];
  for (const child of members.shown) {
    if (budget.left-- <= 0) break;
    children.push(node(child, above, budget));
  }
  const more = members.total - children.length;
  if (more > 0) children.push(`<div><span style="${css.dim}">… ${counted(more, "more item")}</span></div>`);
  const open = above.size === 1 ? " open" : "";
  const title = `${label}<span style="${css.dim}">${escapeHtml(preview(members))}</span>`;
  return `<details${open} style="margin:0"><summary style="${css.summary}">${title}</summary><div style="${css.branch}">${children.join("")}</div></details>`;
}

function node(child: Member, above: ReadonlySet<unknown>, budget: Budget): string {
  const label = child.name === "" ? "" : `${escapeHtml(shortened(child.name, 80))}: `;
  const leaf = (text: string): string => `<div>${label}${escapeHtml(text)}</div>`;
  if (child.getter) return leaf("[Getter]");
  if (above.has(child.value)) return leaf("[Circular]");
  const members = membersOf(child.value, mostChildren);
  if (members === undefined || members.total === 0) return leaf(leafText(child.value));
  if (above.size >= deepest || budget.left <= 0) return leaf(preview(members));
  return branch(label, members, new Set([...above, child.value]), budget);
}

const leafText = (value: unknown): string => {
  try {
    const options = { depth: 0, maxArrayLength: 10, maxStringLength: 200, breakLength: Number.POSITIVE_INFINITY };
    return shortened(inspect(value, options).replace(/\s+/g, " "), 300);
  } catch {
    return "[an object that can't be shown]";
  }
};

/** What a closed branch says of itself. */
function preview({ kind, title, total, shown }: Members): string {
  if (kind !== "object") return title;
  const names = shown.slice(0, 6).map(({ name }) => shortened(name, 20));
  return `${title} { ${names.join(", ")}${total > names.length ? ", …" : ""} }`.trim();
}
