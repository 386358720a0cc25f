// Tables and columns of data libraries: Apache Arrow, and data frames with `schema`, `head()` and `toRecords()` (polars).
import { isRecord } from "./mime.ts";
import type { TableModel } from "./table.ts";
import { usualLimits } from "./table.ts";

interface ArrowColumn {
  get(row: number): unknown;
}
interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string; readonly type: unknown }[] };
  getChildAt(column: number): ArrowColumn | null;
}

const isArrowTable = (value: object): value is ArrowTable => {
  const { numRows, schema, getChildAt } = value as Partial<ArrowTable>;
  return (
    typeof numRows === "number" && typeof getChildAt === "function" && isRecord(schema) && Array.isArray(schema.fields)
  );
};

/** An Apache Arrow table: values are read by column, so none but those shown are decoded. */
export function arrowTable(value: object): TableModel | undefined {
  if (!isArrowTable(value)) return undefined;
  const { fields } = value.schema;
  const types = fields.map(({ type }) => String(type));
  return {
    columns: fields.map(({ name }) => name),
    types,
    rowCount: value.numRows,
    numbered: false,
    cell: (row, column) => arrowValue(value.getChildAt(column)?.get(row), types[column]!),
  };
}

interface ArrowVector extends ArrowColumn {
  readonly length: number;
  readonly type: unknown;
}

const isArrowVector = (value: unknown): value is ArrowVector => {
  if (!isRecord(value)) return false;
  const { length, nullCount, type, get, getChildAt } = value;
  const isTyped = isRecord(type) && typeof type.typeId === "number";
  return (
    isTyped && typeof length === "number" && typeof nullCount === "number" && !!get && typeof getChildAt === "function"
  );
};

/** A column of Apache Arrow by itself. */
export function arrowVectorTable(value: object): TableModel | undefined {
  if (!isArrowVector(value)) return undefined;
  const type = String(value.type);
  return {
    columns: ["value"],
    types: [type],
    rowCount: value.length,
    numbered: true,
    cell: (row) => arrowValue(value.get(row), type),
  };
}

/** A list in a list's cell, of which a table shows no more. */
const mostInCell = 10;

function arrowValue(held: unknown, type: string): unknown {
  // times come as milliseconds
  if (typeof held === "number" && /^(Date|Timestamp)/.test(type)) return new Date(held);
  if (!isArrowVector(held)) return held;
  const inner = String(held.type);
  const first = Array.from({ length: Math.min(held.length, mostInCell) }, (_, row) => arrowValue(held.get(row), inner));
  return held.length > mostInCell ? [...first, "…"] : first;
}

interface DataFrame {
  readonly schema: unknown;
  readonly height?: unknown;
  head(rows?: number): DataFrame;
  toRecords(): unknown;
}

const isDataFrame = (value: object): value is DataFrame => {
  const { schema, head, toRecords } = value as Partial<DataFrame>;
  return isRecord(schema) && typeof head === "function" && typeof toRecords === "function";
};

/** A data frame: the rows that are shown, by its own methods. */
export function dataFrameTable(value: object, rows = usualLimits.rows): TableModel | undefined {
  if (!isDataFrame(value)) return undefined;
  const records: unknown = value.head(rows).toRecords();
  if (!Array.isArray(records)) return undefined;
  const schema = value.schema as Readonly<Record<string, unknown>>;
  const columns = Object.keys(schema);
  const { height } = value;
  return {
    columns,
    types: columns.map((name) => typeName(schema[name])),
    rowCount: typeof height === "number" ? height : records.length,
    numbered: false,
    cell: (row, column) => (records[row] as Readonly<Record<string, unknown>> | undefined)?.[columns[column]!],
  };
}

const typeName = (type: unknown): string => {
  if (typeof type === "string") return type;
  const name = isRecord(type) ? (type.variant ?? type.name) : undefined;
  return typeof name === "string" ? name : String(type);
};
