// A cell that is a question: `grid?`, `?Math.hypot`, `%time?` give the type and documentation, or the magic's usage, in
// the pager; `grid??` the cell that has declared it as well.
import type { TypeService } from "../types/service.ts";
import type { CellReader } from "./cell-reader.ts";

export interface Question {
  /** A name with dots, or a magic with its percent signs. */
  readonly name: string;
  /** Two question marks. */
  readonly source: boolean;
}

const NAME = "(%{1,2}\\w+|[\\p{ID_Start}$_][\\p{ID_Continue}$]*(?:\\.[\\p{ID_Start}$_][\\p{ID_Continue}$]*)*)";
const BEHIND = new RegExp(`^\\s*${NAME}(\\?\\??)\\s*$`, "u");
const BEFORE = new RegExp(`^\\s*(\\?\\??)${NAME}\\s*$`, "u");

export function askedAbout(code: string): Question | undefined {
  const [, name, marks] = BEHIND.exec(code) ?? [];
  const [, marksBefore, nameBehind] = BEFORE.exec(code) ?? [];
  const asked = name ?? nameBehind;
  return asked === undefined ? undefined : { name: asked, source: (marks ?? marksBefore) === "??" };
}

/** The payload that shows what is known of a name. */
export async function pageAbout({ name, source }: Question, types: TypeService, cells: CellReader): Promise<object> {
  const text = name.startsWith("%") ? await aboutMagic(name, cells) : await aboutName(name, types);
  const declaration = source ? cells.declaration(name) : undefined;
  const page = declaration === undefined ? text : `${text}\n\n${declaration}`;
  return { source: "page", data: { "text/plain": page }, start: 0 };
}

async function aboutMagic(name: string, cells: CellReader): Promise<string> {
  const { helpOn } = await import("../magics/help.ts");
  return helpOn(name, cells.magics()) ?? `There is no magic ${name}; %lsmagic lists those there are.`;
}

async function aboutName(name: string, types: TypeService): Promise<string> {
  const found = await types.inspect(name, name.length, { marked: false });
  if (found === undefined) {
    return `${types.unavailable === undefined ? "Nothing is known" : `${types.unavailable}: nothing is known`} of ${name}.`;
  }
  const { inspectionText } = await import("../types/inspection-text.ts");
  return inspectionText(found.kind === "name" ? { ...found, name } : found).plain;
}
