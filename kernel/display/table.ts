// Rows and columns, as HTML and as text. At most so many of each are shown; a line says how many there are beyond.
import { inspect } from "node:util";
import { css, escapeHtml, shortened } from "./html.ts";
import { counted, formatNumber } from "./numbers.ts";

export interface TableModel {
  readonly columns: readonly string[];
  /** What is said below the columns' names. */
  readonly types?: readonly string[];
  readonly rowCount: number;
  /** Whether rows are numbered. */
  readonly numbered: boolean;
  cell(row: number, column: number): unknown;
}

export interface TableLimits {
  readonly rows: number;
  readonly columns: number;
}

export const usualLimits: TableLimits = { rows: 20, columns: 20 };
const longestText = 300;

interface Cell {
  readonly text: string;
  readonly kind: "number" | "text" | "nothing";
}

interface ShownTable {
  readonly columns: readonly string[];
  readonly types: readonly string[] | undefined;
  readonly rows: readonly (readonly Cell[])[];
  /** Of each column. */
  readonly numeric: readonly boolean[];
  readonly notes: readonly string[];
}

function cellOf(value: unknown): Cell {
  switch (typeof value) {
    case "number":
      return { text: formatNumber(value), kind: "number" };
    case "bigint":
      return { text: String(value), kind: "number" };
    case "undefined":
      return { text: "", kind: "nothing" };
    case "string":
      return { text: shortened(value, longestText), kind: "text" };
    default:
      if (value === null) return { text: "null", kind: "nothing" };
      return { text: value instanceof Date ? dateText(value) : oneLine(value), kind: "text" };
  }
}

const dateText = (date: Date): string =>
  Number.isNaN(date.getTime()) ? "Invalid Date" : date.toISOString().replace("T00:00:00.000Z", "");

const oneLine = (value: unknown): string => {
  try {
    const options = { depth: 1, maxArrayLength: 6, maxStringLength: 60, breakLength: Number.POSITIVE_INFINITY };
    return shortened(inspect(value, options).replace(/\s+/g, " "), 120);
  } catch {
    return "[an object that can't be shown]";
  }
};

function shownOf(model: TableModel, limits: TableLimits): ShownTable {
  const columns = model.columns.slice(0, limits.columns);
  const rows = Array.from({ length: Math.min(limits.rows, model.rowCount) }, (_, row) =>
    columns.map((_, column) => cellOf(model.cell(row, column))),
  );
  const numeric = columns.map(
    (_, column) =>
      rows.some((row) => row[column]!.kind === "number") && rows.every((row) => row[column]!.kind !== "text"),
  );
  const more = (count: number, noun: string): string[] => (count > 0 ? [`${counted(count, `more ${noun}`)}`] : []);
  const left = [...more(model.rowCount - rows.length, "row"), ...more(model.columns.length - columns.length, "column")];
  const notes = left.length > 0 ? [`… and ${left.join(", ")}`] : [];
  return { columns, types: model.types?.slice(0, limits.columns), rows, numeric, notes };
}

export function tableHtml(model: TableModel, limits = usualLimits): string {
  const { columns, types, rows, numeric, notes } = shownOf(model, limits);
  const align = (column: number): string => (numeric[column] ? "text-align:right" : "text-align:left");
  const corner = model.numbered ? `<th style="${css.head}"></th>` : "";
  const head = columns.map((name, column) => {
    const type = types?.[column];
    const below = type === undefined ? "" : `<br><span style="${css.dim};font-weight:400">${escapeHtml(type)}</span>`;
    return `<th style="${css.head};${align(column)}">${escapeHtml(shortened(name, 60))}${below}</th>`;
  });
  const body = rows.map((cells, row) => {
    const number = model.numbered ? `<th style="${css.index}"><span style="${css.dim}">${row}</span></th>` : "";
    const list = cells.map(({ text, kind }, column) => {
      const inner = kind === "nothing" && text !== "" ? `<span style="${css.dim}">${text}</span>` : escapeHtml(text);
      return `<td style="${kind === "number" ? css.number : css.cell};${align(column)}">${inner}</td>`;
    });
    return `<tr>${number}${list.join("")}</tr>`;
  });
  const note = notes.map((text) => `<div style="${css.note}">${escapeHtml(text)}</div>`).join("");
  return `<div style="${css.frame}"><table style="${css.table}"><thead><tr>${corner}${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>${note}</div>`;
}

export function tableText(model: TableModel, limits = usualLimits): string {
  const { columns, rows, numeric, notes } = shownOf(model, limits);
  const texts = rows.map((cells) => cells.map(({ text }) => shortened(text.replace(/\s+/g, " "), 40)));
  const head = columns.map((name) => shortened(name.replace(/\s+/g, " "), 40));
  const number = (text: string): string[] => (model.numbered ? [text] : []);
  const grid = alignedText(
    [[...number(""), ...head], ...texts.map((row, at) => [...number(String(at)), ...row])],
    [...number("").map(() => true), ...numeric],
  );
  const [title = "", ...lines] = grid;
  return [title, "─".repeat(Math.max(...grid.map((text) => text.length))), ...lines, ...notes].join("\n");
}

/** Lines whose columns stand below each other. */
export function alignedText(rows: readonly (readonly string[])[], right: readonly boolean[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((text, column) => (right[column] ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
}
