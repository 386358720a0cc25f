// Functions and classes as text: what they are called with.
import { inspect } from "node:util";
import { shortened } from "./html.ts";

const longest = 200;
const mostMembers = 30;

/** `[Function: area] (width, height = 1)`, `[class Point] { constructor(x, y), norm() }`. */
export function functionText(f: object): string {
  const source = Function.prototype.toString.call(f);
  const text = inspect(f, { depth: 0, maxStringLength: 200, maxArrayLength: 10 });
  const said = source.startsWith("class") ? membersText(f, source) : parameters(source);
  return said === undefined ? text : text.replace(/^\[[^\]]*\]/, (kind) => `${kind} ${said}`);
}

/** The parameters in their parentheses; nothing for a native function. */
function parameters(source: string): string | undefined {
  if (source.endsWith("{ [native code] }")) return undefined;
  const single = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source);
  return single ? `(${single[1]})` : parenthesized(source, source.startsWith("[") ? closing(source, 0) : 0);
}

function parenthesized(source: string, from: number): string | undefined {
  const open = source.indexOf("(", from);
  if (open < 0) return undefined;
  return shortened(source.slice(open, closing(source, open) + 1).replace(/\s+/g, " "), longest);
}

/** The index of the bracket that closes the one at `open`; brackets inside strings don't count. */
function closing(source: string, open: number): number {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    const character = source[at]!;
    if (/["'`]/.test(character)) {
      for (at++; at < source.length && source[at] !== character; at++) if (source[at] === "\\") at++;
    } else if (/[([{]/.test(character)) depth++;
    else if (/[)\]}]/.test(character) && --depth === 0) return at;
  }
  return source.length;
}

function membersText(f: object, source: string): string {
  const { prototype } = f as { readonly prototype: object };
  const own = /[{;}\s]constructor\s*\(/.exec(source);
  const made = own ? [`constructor${parenthesized(source, own.index)}`] : [];
  const list = [
    ...made,
    ...methods(prototype, "", ["constructor"]),
    ...methods(f, "static ", ["length", "name", "prototype"]),
  ];
  const more = list.length > mostMembers ? [`… ${list.length - mostMembers} more`] : [];
  const inner = [...list.slice(0, mostMembers), ...more];
  const line = `{ ${inner.join(", ")} }`;
  return inner.length === 0 ? "{}" : line.length <= 80 ? line : `{\n  ${inner.join(",\n  ")}\n}`;
}

const methods = (owner: object, word: string, without: readonly string[]): string[] =>
  Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([name, { value, get, set }]) => {
    if (without.includes(name)) return [];
    if (get || set) return [`${word}${get ? "get" : "set"} ${name}`];
    return typeof value === "function"
      ? [`${word}${name}${parameters(Function.prototype.toString.call(value)) ?? "()"}`]
      : [];
  });
