// Walks over TypeScript without parsing it, and stops at each line on which a statement may begin: not within strings,
// templates, comments, regular expressions or brackets, nor after an operator.

export interface LineStart {
  /** Offset of the line's first character that is no blank. */
  readonly offset: number;
  /** What is before could go on here: a `%` might be an operator. */
  readonly afterValue: boolean;
  /** Number of blocks around it. */
  readonly depth: number;
}

export interface Taken {
  /** Where TypeScript begins again. */
  readonly resume: number;
  /** Told of the end of the statement that begins at `resume`. */
  readonly ended?: (end: number) => void;
}

/** What the last token lets come next. */
type State = "statement" | "value" | "operand";

const WORD = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /\.?\d(?:[eE][+-]|[\w.])*/y;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const WANT_OPERAND =
  /^(?:return|throw|case|in|of|typeof|instanceof|new|void|delete|await|yield|extends|default|as|satisfies|import|export|const|let|var)$/;

export function scanLines(text: string, visit: (line: LineStart) => Taken | undefined): void {
  const open: string[] = [];
  let state = "statement" as State;
  let lineBegins = true;
  let at = 0;
  let tokenEnd = 0;
  let waiting: { readonly depth: number; readonly ended: (end: number) => void } | undefined;

  const endWaiting = (): void => {
    waiting?.ended(tokenEnd);
    waiting = undefined;
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const token = (length: number, next: State): void => {
    at += length;
    tokenEnd = at;
    state = next;
  };
  /** From within a template to its end or its next expression. */
  const template = (): void => {
    while (at < text.length && text[at] !== "`") {
      if (text.startsWith("${", at)) {
        open.push("${");
        token(2, "operand");
        return;
      }
      at += text[at] === "\\" ? 2 : 1;
    }
    token(1, "value");
  };

  while (at < text.length) {
    const char = text[at]!;
    if (char === "\n") {
      lineBegins = true;
      at++;
      continue;
    }
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    if (text.startsWith("//", at)) {
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end;
      continue;
    }
    if (text.startsWith("/*", at)) {
      const end = text.indexOf("*/", at + 2);
      at = end < 0 ? text.length : end + 2;
      continue;
    }
    if (lineBegins) {
      lineBegins = false;
      const inner = open.at(-1);
      if (state !== "operand" && (inner === undefined || inner === "{")) {
        if (
          waiting?.depth === open.length &&
          !/^(?:[.?*/,&|^<>=)\]+-]|in\b|instanceof\b|as\b)/.test(text.slice(at, at + 12))
        ) {
          endWaiting();
        }
        const taken = visit({ offset: at, afterValue: state === "value", depth: open.length });
        if (taken !== undefined) {
          endWaiting();
          at = taken.resume;
          tokenEnd = at;
          state = "statement";
          if (taken.ended) waiting = { depth: open.length, ended: taken.ended };
          continue;
        }
      }
    }
    const word = match(WORD);
    if (word !== undefined) {
      const member = text[at - 1] === ".";
      const next = !member && WANT_OPERAND.test(word) ? "operand" : /^(?:else|do)$/.test(word) ? "statement" : "value";
      token(word.length, next);
      continue;
    }
    const number = match(NUMBER);
    if (number !== undefined) {
      token(number.length, "value");
      continue;
    }
    const closed = state === "value" && text[tokenEnd - 1] !== "}";
    const regex = char === "/" && !closed ? match(REGEX) : undefined;
    if (regex !== undefined) {
      token(regex.length, "value");
      continue;
    }
    switch (char) {
      case '"':
      case "'": {
        let end = at + 1;
        while (end < text.length && text[end] !== char && text[end] !== "\n") end += text[end] === "\\" ? 2 : 1;
        token(end - at + (text[end] === char ? 1 : 0), "value");
        break;
      }
      case "`":
        at++;
        template();
        break;
      case "(":
      case "[":
      case "{":
        open.push(char);
        token(1, char === "{" ? "statement" : "operand");
        break;
      case ")":
      case "]":
      case "}": {
        const opened = open.pop();
        token(1, "value");
        if (opened === "${") template();
        break;
      }
      case ";":
        token(1, "statement");
        break;
      case "!":
        token(1, state === "value" && text[at + 1] !== "=" ? "value" : "operand");
        break;
      default: {
        const twice = text.startsWith("++", at) || text.startsWith("--", at);
        token(twice ? 2 : 1, twice && state === "value" ? "value" : "operand");
      }
    }
  }
  endWaiting();
}
