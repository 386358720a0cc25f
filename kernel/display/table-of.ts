// `table(rows, { columns, rows })`: anything with rows, as the user wants to see it.
import { arrowTable, arrowVectorTable, dataFrameTable } from "./frames.ts";
import { rowsTable } from "./records.ts";
import { type TableModel, tableHtml, tableText, usualLimits } from "./table.ts";
import { textOf } from "./text.ts";

export interface TableOptions {
  /** The columns that are shown, in this order; all (but at most 20) unless said. */
  readonly columns?: readonly string[];
  /** Rows that are shown; 20 unless said. */
  readonly rows?: number;
}

export function tableOf(value: object, options: TableOptions = {}): { readonly html: string; readonly text: string } {
  const { columns, rows = usualLimits.rows } = options;
  if (!(rows >= 0)) throw new RangeError(`rows is how many rows are shown; got ${textOf(rows)}`);
  const all = dataFrameTable(value, rows) ?? arrowTable(value) ?? arrowVectorTable(value) ?? rowsTable(value);
  if (all === undefined)
    throw new TypeError(`a table is made of objects, arrays, a Map or columns; got ${textOf(value).slice(0, 100)}`);
  const model = columns === undefined ? all : withColumns(all, columns);
  const limits = { rows, columns: columns?.length ?? usualLimits.columns };
  return { html: tableHtml(model, limits), text: tableText(model, limits) };
}

function withColumns(model: TableModel, names: readonly string[]): TableModel {
  const places = names.map((name) => model.columns.indexOf(name));
  const missing = places.indexOf(-1);
  if (missing >= 0)
    throw new TypeError(`there is no column ${textOf(names[missing])}; there are ${model.columns.join(", ")}`);
  return {
    ...model,
    columns: names,
    ...(model.types && { types: places.map((place) => model.types![place]!) }),
    cell: (row, column) => model.cell(row, places[column]!),
  };
}
