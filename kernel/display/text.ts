// A value as text: what every front end can show. However large the value, the text is short and there at once.
import util from "node:util";
import { hasOwnText, membersOf, nameOf } from "./members.ts";
import { formatNumbers, thousands } from "./numbers.ts";
import { functionText } from "./signature.ts";

const { inspect, types } = util; // a cell may replace them

/** Characters of a text in a notebook. */
export const MOST_CHARACTERS = 100_000;
const deepest = 3;
const mostItems = 100;
const fewItems = 10;
/** More properties than this are cut, which `inspect` has no option for. */
const mostKeys = 200;
/** Values that are written out in all: `inspect` with 100 items on each of four levels would write a hundred million. */
const mostValues = 5_000;
const ends = 10;

export const textOf = (value: unknown): string => {
  switch (typeof value) {
    case "number":
    case "boolean":
    case "undefined":
      return inspect(value);
    default:
      return clipped(written(value));
  }
};

export function clipped(text: string, most = MOST_CHARACTERS): string {
  if (text.length <= most) return text;
  const end = /[\ud800-\udbff]/.test(text[most - 1]!) ? most - 1 : most;
  return `${text.slice(0, end)}\n… ${thousands(text.length - end)} more characters`;
}

function written(value: unknown): string {
  try {
    if (typeof value === "function") return functionText(value);
    if (typeof value !== "object" || value === null) return inspect(value, { maxStringLength: 10_000 });
    if (types.isStringObject(value))
      return `[String: ${inspect(String.prototype.valueOf.call(value), { maxStringLength: 10_000 })}]`;
    return longTypedArray(value) ?? manyKeys(value) ?? shown(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "its own method threw";
    return `[an object that can't be shown: ${reason}]`;
  }
}

/** Where a hundred items on each level are too many, ten are better than one level less. */
const shown = (value: object): string => {
  const depth = depthOf(value, mostItems);
  const deeper = depth < deepest ? depthOf(value, fewItems) : depth;
  const [chosen, maxArrayLength] = deeper > depth ? [deeper, fewItems] : [depth, mostItems];
  return inspect(value, { depth: chosen, maxArrayLength, maxStringLength: 10_000, breakLength: 80 });
};

/** How deep a value can be written without writing too much. */
function depthOf(value: object, items: number): number {
  let level: readonly unknown[] = [value];
  let count = 0;
  for (let depth = 0; depth <= deepest; depth++) {
    const next: unknown[] = [];
    for (const each of level) {
      const members = membersOf(each, items);
      if (members === undefined) continue;
      count += members.shown.length;
      const wide = members.kind === "object" && members.total > mostKeys;
      if (depth > 0 && (wide || count > mostValues)) return depth - 1;
      for (const { value, key } of members.shown) next.push(value, key);
    }
    level = next;
  }
  return deepest;
}

/** A dictionary of a million names: the first ones. */
function manyKeys(value: object): string | undefined {
  const members = membersOf(value, mostItems);
  if (members?.kind !== "object" || members.total <= mostKeys) return undefined;
  const part: object = Object.create(
    Object.getPrototypeOf(value),
    Object.fromEntries(members.shown.map(({ name }) => [name, Object.getOwnPropertyDescriptor(value, name)!])),
  );
  return shown(part).replace(/,?\s*\}$/, `,\n  … ${thousands(members.total - mostItems)} more properties\n}`);
}

/** Both ends of a long one. */
function longTypedArray(value: object): string | undefined {
  if (!types.isTypedArray(value) || value.length <= mostItems || hasOwnText(value)) return undefined;
  const both = [...value.subarray(0, ends), ...value.subarray(-ends)];
  const texts = both.every((x): x is number => typeof x === "number") ? formatNumbers(both) : both.map((x) => `${x}n`);
  return `${nameOf(value)}(${value.length}) [ ${texts.slice(0, ends).join(", ")}, …, ${texts.slice(ends).join(", ")} ]`;
}
