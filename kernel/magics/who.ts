// %who and %whos: the names of the notebook, and what they are.
import { inspect } from "node:util";
import type { Magic, MagicContext } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { nearest } from "./nearest.ts";
import { placeInside } from "./place.ts";

const WIDTH = 70; // characters of a value

export const who: Magic = {
  name: "who",
  cell: false,
  line: true,
  usage: "[type …]",
  summary: "lists the notebook's names: all, or those of the types",
  run(context) {
    const { call, print, notebook } = context;
    const types = call.argumentText.split(/\s+/).filter((word) => word !== "");
    const names = notebook.names().filter((name) => types.length === 0 || types.includes(typeOf(notebook.read(name))));
    if (call.assigned) return names;
    print(names.length === 0 ? "no names\n" : `${names.join("  ")}\n`);
    return undefined;
  },
};

export const whos: Magic = {
  name: "whos",
  cell: false,
  line: true,
  usage: "[name …]",
  summary: "lists the notebook's names with their types, sizes and values",
  argument: "name",
  run(context) {
    const { print, notebook } = context;
    const names = wanted(context);
    if (names.length === 0) {
      print("no names\n");
      return;
    }
    const rows = names.map((name) => [name, typeOf(notebook.read(name)), describe(notebook.read(name))] as const);
    const table = [["Name", "Type", "Value"] as const, ...rows];
    const width = (column: 0 | 1): number => Math.max(...table.map((row) => row[column].length));
    const line = (row: readonly [string, string, string]): string =>
      `${row[0].padEnd(width(0))}  ${row[1].padEnd(width(1))}  ${row[2]}`.trimEnd();
    const [head, ...others] = table.map(line);
    print(`${[head, "-".repeat(width(0) + width(1) + 9), ...others].join("\n")}\n`);
  },
};

/** The names in the arguments, or all. */
function wanted({ call, notebook }: MagicContext): readonly string[] {
  const all = notebook.names();
  const words = [...call.argumentText.matchAll(/\S+/g)];
  for (const { 0: word, index } of words) {
    if (all.includes(word)) continue;
    const near = nearest(word, all);
    const meant = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
    throw new MagicError(`the notebook has no ${word}${meant}`, placeInside(call, index, word.length));
  }
  return words.length === 0 ? all : words.map(([word]) => word);
}

/** A word for what a value is. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "function")
    return /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
  if (typeof value !== "object") return typeof value;
  const maker = (value as { readonly constructor?: { readonly name?: unknown } }).constructor;
  return typeof maker?.name === "string" && maker.name !== "" ? maker.name : "object";
}

interface Shaped {
  readonly shape: readonly number[];
  readonly dtype?: unknown;
  readonly byteLength?: number;
}

const isShaped = (value: object): value is Shaped => Array.isArray((value as Partial<Shaped>).shape);

function describe(value: unknown): string {
  if (typeof value === "function") return typeOf(value) === "class" ? "" : signature(value);
  if (typeof value === "object" && value !== null) {
    if (isShaped(value)) {
      const { shape, dtype, byteLength } = value;
      const bytes = typeof byteLength === "number" ? `, ${bytesText(byteLength)}` : "";
      return `${typeof dtype === "string" ? `${dtype} ` : ""}[${shape.join(", ")}]${bytes}`;
    }
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      const { length } = value as { readonly length?: number };
      const items = length === undefined ? "" : `${length} elements, `;
      return `${items}${bytesText(value.byteLength)}`;
    }
    if (value instanceof Map || value instanceof Set) return shorten(`${value.size} entries: ${inline(value)}`);
    if (Array.isArray(value)) return shorten(`${value.length} elements: ${inline(value)}`);
  }
  return shorten(inline(value));
}

const inline = (value: unknown): string =>
  inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 8, maxStringLength: WIDTH });

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, " ");
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
};

/** As it was declared, up to its body. */
function signature(f: object): string {
  const text = Function.prototype.toString.call(f).replaceAll("$cell", "");
  const head = /^[^(]*(\([^)]*\)|[\w$]+(?=\s*=>))/.exec(text)?.[1] ?? "";
  return shorten(head.startsWith("(") ? head : `(${head})`);
}

function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let amount = bytes;
  for (; amount >= 1000 && unit < units.length - 1; unit++) amount /= 1000;
  return `${unit === 0 ? amount : amount.toPrecision(3)} ${units[unit]}`;
}
