// What a cursor stands on. Jupyter counts code points, JavaScript UTF-16 units.

/** Offset in UTF-16 units of a position in code points. */
export function toOffset(text: string, position: number): number {
  let offset = 0;
  for (let point = 0; point < position && offset < text.length; point++) {
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}

/** Position in code points of an offset in UTF-16 units. */
export const toPosition = (text: string, offset: number): number => {
  let position = 0;
  for (let at = 0; at < offset; position++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return position;
};

export interface CompletionPlace {
  /** Where the text that a completion replaces may begin; the first that has completions counts. */
  readonly starts: readonly number[];
  /** A free name, a member behind a dot, or text within quotes. */
  readonly kind: "name" | "member" | "text";
}

const SPECIFIER = /(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*["']([^"'\n]*)$/;
const NAME_END = /[\p{ID_Continue}$]*$/u;
const MEMBER = /\.\s*$/;

export function completionPlace(code: string, offset: number): CompletionPlace {
  const before = code.slice(0, offset);
  const specifier = SPECIFIER.exec(before)?.[1];
  if (specifier !== undefined) {
    // packages are offered whole ("@types/node"), files by the last part of their path
    const last = specifier.slice(specifier.lastIndexOf("/") + 1);
    return { starts: [offset - specifier.length, offset - last.length], kind: "text" };
  }
  const start = offset - (NAME_END.exec(before)?.[0].length ?? 0);
  const head = code.slice(0, start);
  if (MEMBER.test(head) && !/\.\.\.\s*$/.test(head) && !/(^|[^\w$])\d+\.$/.test(head))
    return { starts: [start], kind: "member" };
  return { starts: [start], kind: /["'`]$/.test(head) ? "text" : "name" };
}

/** The identifier at an offset. */
export function wordAt(code: string, offset: number): { readonly text: string; readonly start: number } | undefined {
  const before = NAME_END.exec(code.slice(0, offset))?.[0] ?? "";
  const after = /^[\p{ID_Continue}$]*/u.exec(code.slice(offset))?.[0] ?? "";
  const text = before + after;
  return /^[\p{ID_Start}$_]/u.test(text) ? { text, start: offset - before.length } : undefined;
}

const RECEIVER = /(?:[\p{ID_Start}$_][\p{ID_Continue}$]*\s*\??\.\s*)+$/u;

/** The names in front of a member that begins at `start`, as `["a", "b"]` of `a.b.`; undefined for other expressions. */
export function receiverOf(code: string, start: number): readonly string[] | undefined {
  const chain = RECEIVER.exec(code.slice(0, start));
  const names = chain?.[0].match(/[\p{ID_Continue}$]+/gu);
  const [first] = names ?? [];
  if (!names || !first || first === "this" || first === "super") return undefined;
  if (/[.)\]]\s*$/.test(code.slice(0, chain?.index))) return undefined;
  // what a function's parameter of that name is, the session can't know
  const word = first.replaceAll("$", "\\$");
  return new RegExp(`[(,]\\s*${word}\\s*[,:)=?]|${word}\\s*=>`, "u").test(code) ? undefined : names;
}

const occurrences = (code: string, word: string): number =>
  code.match(/[\p{ID_Continue}$]+/gu)?.filter((each) => each === word).length ?? 0;

/** What a type stands in, or begins text that is no code. */
const NOT_PLAIN = /["'`/]|\b(?:type|interface|declare|as|satisfies|extends|implements|import|export)\b/;
/** What could declare a name for a part of the text. */
const DECLARES = /[{]|=>|\b(?:function|catch|const|let|var|class|for|using)\b/;

/** Whether a name in front of a dot (the member begins at `start`) can only be the notebook's: it stands nowhere else in the text, and in no type. */
export const isOwnReceiver = (code: string, name: string, start: number): boolean =>
  occurrences(code, name) === 1 &&
  !NOT_PLAIN.test(code) &&
  !/[:<]\s*$/.test(code.slice(0, code.lastIndexOf(name, start)));

/** Whether a word can only be the notebook's name: the text declares nothing, and does not use it as a member's. */
export const isOwnName = (code: string, { text, start }: { readonly text: string; readonly start: number }): boolean =>
  !NOT_PLAIN.test(code) &&
  !DECLARES.test(code) &&
  !/[.#:<]\s*$/.test(code.slice(0, start)) &&
  !/^\s*:/.test(code.slice(start + text.length));
