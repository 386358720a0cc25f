// Values that are tables though nobody says so: arrays of objects, arrays of arrays, objects of columns.
import { types } from "node:util";
import { membersOf, read } from "./members.ts";
import type { TableModel } from "./table.ts";

/** Rows that are read to find out what an array holds. */
const sample = 100;

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

/** Getters of a stranger's object may throw: such a cell stays empty. */
const field = (row: object, name: string): unknown => read(row, (held) => (held as Record<string, unknown>)[name]);

/**
 * The table of an array of two or more plain objects; nothing for any other array. Objects that hardly share a name are no table: half
 * of its cells would be empty.
 */
export function recordsTable(value: unknown): TableModel | undefined {
  if (types.isProxy(value) || !Array.isArray(value) || value.length < 2) return undefined;
  const head: readonly unknown[] = value.slice(0, sample);
  if (!head.every(isPlain)) return undefined;
  const names = head.map((row) => Object.keys(row));
  const columns = [...new Set(names.flat())];
  const filled = names.reduce((sum, each) => sum + each.length, 0);
  if (columns.length === 0 || filled * 2 < columns.length * head.length) return undefined;
  return table(value, columns);
}

const table = (rows: readonly unknown[], columns: readonly string[]): TableModel => ({
  columns,
  rowCount: rows.length,
  numbered: true,
  cell(row, column) {
    const held = rows[row];
    return typeof held === "object" && held !== null ? field(held, columns[column]!) : undefined;
  },
});

/** A map of plain values by plain keys, of which no more than `rows` are read; nothing for any other value. */
export function mapTable(value: unknown, rows: number): TableModel | undefined {
  const members = types.isMap(value) ? membersOf(value, rows) : undefined;
  if (members?.shown.every(({ key, value: held }) => isFlat(key) && isFlat(held)) !== true) return undefined;
  const { shown, total } = members;
  return {
    ...mapColumns,
    rowCount: total,
    cell: (row, column) => (column === 0 ? shown[row]!.key : shown[row]!.value),
  };
}

const isFlat = (value: unknown): boolean => typeof value !== "object" || value === null || types.isDate(value);
const mapColumns = { columns: ["key", "value"], numbered: false } as const;

/** Rows in any of the usual forms: objects, arrays, a map, an object of columns, any iterable of rows. */
export function rowsTable(value: unknown): TableModel | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (types.isMap(value)) {
    const entries = [...value.entries()];
    return { ...mapColumns, rowCount: entries.length, cell: (row, at) => entries[row]![at] };
  }
  if (isPlain(value)) {
    const lists = Object.values(value).filter(isList);
    if (lists.length === 0 || lists.length < Object.keys(value).length) return undefined;
    const rowCount = Math.max(...lists.map(({ length }) => length));
    return { columns: Object.keys(value), rowCount, numbered: true, cell: (row, column) => lists[column]![row] };
  }
  if (!(Symbol.iterator in value)) return undefined;
  if (isMatrix(value)) {
    const [rowCount, width] = value.shape;
    const columns = Array.from({ length: width }, (_, column) => String(column));
    return { columns, rowCount, numbered: true, cell: (row, column) => value[row * width + column] };
  }
  const rows: readonly unknown[] = Array.isArray(value) ? value : [...(value as Iterable<unknown>)];
  const head = rows.slice(0, sample);
  if (head.length > 0 && head.every(isList)) {
    const width = Math.max(...head.map(({ length }) => length));
    const columns = Array.from({ length: width }, (_, column) => String(column));
    return { columns, rowCount: rows.length, numbered: true, cell: (row, at) => (rows[row] as ArrayLike<unknown>)[at] };
  }
  if (head.every((row) => typeof row === "object" && row !== null))
    return table(rows, [...new Set(head.flatMap((row) => Object.keys(row as object)))]);
  return { columns: ["value"], rowCount: rows.length, numbered: true, cell: (row) => rows[row] };
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);

/** This package's arrays of two axes. */
const isMatrix = (value: object): value is ArrayLike<number> & { readonly shape: readonly [number, number] } => {
  const { shape } = value as { readonly shape?: unknown };
  return ArrayBuffer.isView(value) && Array.isArray(shape) && shape.length === 2;
};
