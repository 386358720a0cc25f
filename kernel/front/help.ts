// A cell that is a name with a question mark, as `grid?` or `Math.hypot?`: its type and documentation, in the pager.
import type { TypeService } from "../types/service.ts";

const QUESTION = /^\s*([\p{ID_Start}$_][\p{ID_Continue}$]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*)\?\s*$/u;

/** The name that a cell asks about. */
export const askedName = (code: string): string | undefined => QUESTION.exec(code)?.[1];

/** The payload that shows what is known of a name. */
export async function pageAbout(name: string, types: TypeService): Promise<object> {
  const found = await types.inspect(name, name.length, { marked: false });
  const text =
    found === undefined
      ? `${types.unavailable === undefined ? "Nothing is known" : `${types.unavailable}: nothing is known`} of ${name}.`
      : `${name}: ${found.type}${found.documentation === "" ? "" : `\n\n${found.documentation}`}`;
  return { source: "page", data: { "text/plain": text }, start: 0 };
}
