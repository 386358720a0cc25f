// Numeric arrays with a shape as a table of numbers: both ends of each axis, and of higher ranks the first slice.
import type { MimeBundle } from "../../specializers/index.ts";
import { css, escapeHtml } from "./html.ts";
import { nameOf } from "./members.ts";
import { isRecord } from "./mime.ts";
import { formatNumber, formatNumbers } from "./numbers.ts";
import { alignedText } from "./table.ts";

/** Points of an axis that are shown from each end; an axis of no more than twice as many is shown whole. */
const ends = 5;
/** A pass over more points than this takes too long for a glance. */
const mostForStatistics = 2e8;
const gap = "⋯";

interface Shaped {
  readonly name: string;
  readonly dtype: string;
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

const isShape = (shape: unknown): shape is readonly number[] =>
  Array.isArray(shape) && shape.length > 0 && shape.every((n) => Number.isInteger(n) && n >= 0);

const rowMajor = (shape: readonly number[]): readonly number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((product, n) => product * n, 1));

/** This package's arrays, and the scijs `ndarray` convention. */
function shapedOf(value: object): Shaped | undefined {
  const array = value as { readonly shape?: unknown; readonly dtype?: unknown };
  if (!isShape(array.shape)) return undefined;
  const { shape } = array;
  const dtype = String(array.dtype ?? "");
  if (ArrayBuffer.isView(value)) {
    const data = value as unknown as ArrayLike<number>;
    return { name: nameOf(value), dtype, data, shape, strides: rowMajor(shape), offset: 0 };
  }
  const { data, stride, offset } = value as Readonly<Record<string, unknown>>;
  if (!isNumeric(data) || !Array.isArray(stride) || stride.length !== shape.length || typeof offset !== "number")
    return undefined;
  return { name: "ndarray", dtype: dtype || nameOf(data), data, shape, strides: stride, offset };
}

const isNumeric = (data: unknown): data is ArrayLike<number> & object =>
  (ArrayBuffer.isView(data) && "length" in data) || (Array.isArray(data) && typeof data[0] === "number");

/** The indices of an axis that are shown; undefined stands for those between the ends. */
const shownIndices = (length: number): readonly (number | undefined)[] => {
  if (length <= 2 * ends) return Array.from({ length }, (_, index) => index);
  const from = (start: number): number[] => Array.from({ length: ends }, (_, index) => start + index);
  return [...from(0), undefined, ...from(length - ends)];
};

function statistics({ data, shape, strides, offset }: Shaped): string {
  const count = shape.reduce((product, n) => product * n, 1);
  if (count === 0) return ", empty";
  if (count > mostForStatistics) return "";
  let [least, greatest, sum, missing] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  const length = shape.at(-1)!;
  const stride = strides.at(-1)!;
  for (let row = 0; row < count / length; row++) {
    let at = offset;
    for (let axis = shape.length - 2, rest = row; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    for (let i = 0; i < length; i++, at += stride) {
      const x = data[at]!;
      if (Number.isNaN(x)) missing++;
      else {
        if (x < least) least = x;
        if (x > greatest) greatest = x;
        sum += x;
      }
    }
  }
  if (missing === count) return ", all NaN";
  const gaps = missing > 0 ? `, ${missing} NaN` : "";
  return `, from ${formatNumber(least)} to ${formatNumber(greatest)}, mean ${formatNumber(sum / (count - missing))}${gaps}`;
}

/** The bundle of an array with a shape; nothing for any other value. */
export function arrayBundle(value: object): MimeBundle | undefined {
  if (!isRecord(value)) return undefined;
  const array = shapedOf(value);
  return array && { "text/plain": arrayText(array), "text/html": arrayHtml(array) };
}

interface Slice {
  readonly rows: readonly (number | undefined)[];
  readonly columns: readonly (number | undefined)[];
  /** Texts of the points that are shown. */
  text(row: number | undefined, column: number | undefined): string;
}

/** The last two axes, at the first index of all others. */
function sliceOf({ data, shape, strides, offset }: Shaped): Slice {
  const rowStride = strides.at(-2) ?? 0;
  const columnStride = strides.at(-1)!;
  const rows = shape.includes(0) ? [] : shownIndices(shape.at(-2) ?? 1);
  const columns = shownIndices(shape.at(-1)!);
  const at = (row: number, column: number): number => data[offset + row * rowStride + column * columnStride]!;
  const points = rows.flatMap((row) =>
    columns.flatMap((column) => (row === undefined || column === undefined ? [] : [{ row, column }])),
  );
  const texts = formatNumbers(points.map(({ row, column }) => at(row, column)));
  const byPlace = new Map(points.map(({ row, column }, index) => [`${row},${column}`, texts[index]!]));
  return { rows, columns, text: (row, column) => byPlace.get(`${row},${column}`) ?? gap };
}

const titleOf = (array: Shaped): string => `${array.name} ${array.dtype} ${array.shape.join("×")}${statistics(array)}`;

const sliceName = ({ shape }: Shaped): string | undefined =>
  shape.length > 2 ? `[${[...shape.slice(2).map(() => "0"), ":", ":"].join(", ")}]` : undefined;

function arrayText(array: Shaped): string {
  const slice = sliceOf(array);
  const cells = slice.rows.map((row) => slice.columns.map((column) => slice.text(row, column)));
  const lines =
    array.shape.length === 1
      ? cells.map((row) => `[ ${row.join(", ")} ]`)
      : alignedText(
          cells,
          slice.columns.map(() => true),
        );
  const name = sliceName(array);
  return [titleOf(array), ...(name === undefined ? [] : [`${name} =`]), ...lines].join("\n");
}

function arrayHtml(array: Shaped): string {
  const slice = sliceOf(array);
  const label = (index: number | undefined): string => `<span style="${css.dim}">${index ?? gap}</span>`;
  const name = sliceName(array) ?? "";
  const one = array.shape.length === 1;
  const corner = one ? "" : `<th style="${css.head};text-align:left">${name}</th>`;
  const head = slice.columns.map(
    (column) => `<th style="${css.head};font-weight:400;text-align:right">${label(column)}</th>`,
  );
  const body = slice.rows.map((row) => {
    const first = one ? "" : `<th style="${css.index}">${label(row)}</th>`;
    const cells = slice.columns.map(
      (column) => `<td style="${css.number};text-align:right">${slice.text(row, column)}</td>`,
    );
    return `<tr>${first}${cells.join("")}</tr>`;
  });
  const title = `<div style="${css.note}">${escapeHtml(titleOf(array))}</div>`;
  return `<div style="${css.frame}">${title}<table style="${css.table}"><thead><tr>${corner}${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}
