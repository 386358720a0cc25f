// Enough of an HTML reader for the tests of a report: its elements in order, each with its styles and its own text.

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly styles: ReadonlyMap<string, string>;
  readonly parent: Element | undefined;
  /** Text directly inside, entities decoded. */
  text: string;
  /** Index among the parent's element children. */
  readonly index: number;
}

const empty = new Set(["br", "hr", "img", "wbr", "col"]);

/** Throws on tags that do not nest: the templates must produce well-formed HTML. */
export function readHtml(html: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const children = new Map<Element | undefined, number>();
  for (const [, tag, text] of html.matchAll(/(<[^>]*>)|([^<]+)/g)) {
    const parent = open.at(-1);
    if (text !== undefined) {
      if (parent) parent.text += decode(text);
      else if (text.trim() !== "") throw new Error(`text outside of every element: ${text}`);
      continue;
    }
    const [, close, name, rest] = /^<(\/?)([a-z0-9]+)([\s\S]*?)\/?>$/i.exec(tag!) ?? [];
    if (name === undefined) throw new Error(`not a tag: ${tag}`);
    if (close) {
      const last = open.pop();
      if (last?.name !== name) throw new Error(`</${name}> closes <${last?.name}>`);
      continue;
    }
    const attributes = new Map(
      [...rest!.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)].map(([, key, value]) => [key!, decode(value ?? "")]),
    );
    const index = children.get(parent) ?? 0;
    children.set(parent, index + 1);
    const element: Element = {
      name,
      attributes,
      styles: stylesOf(attributes.get("style") ?? ""),
      parent,
      text: "",
      index,
    };
    elements.push(element);
    if (!empty.has(name)) open.push(element);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)!.name}> is never closed`);
  return elements;
}

function stylesOf(style: string): Map<string, string> {
  return new Map(
    style
      .split(";")
      .filter((part) => part.trim() !== "")
      .map((part) => {
        const colon = part.indexOf(":");
        return [part.slice(0, colon).trim(), part.slice(colon + 1).trim()];
      }),
  );
}

function decode(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
