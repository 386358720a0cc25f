// `{expression}` in a line magic's arguments is its value in the cell, as in `!cat {file}`. What is no single expression
// stays, as `{print $1}` and `{a,b}`; so does `${…}`, and `{{…}}` stands for `{…}`.
import { isExpression } from "../transform/swc.ts";

const BRACES = /\{\{[^{}\n]*\}\}|(?<!\$)\{([^{}\n]+)\}/g;

const isOne = (text: string): boolean => isExpression(`(0 ? ${text} : 0)`);

/** The expressions in a text, in order. */
export const expressionsIn = (text: string): readonly string[] =>
  [...text.matchAll(BRACES)].flatMap(([, inner]) => (inner !== undefined && isOne(inner) ? [inner] : []));

/** The text with their values. */
export function interpolate(text: string, values: readonly unknown[]): string {
  let index = 0;
  return text.replace(BRACES, (whole: string, inner: string | undefined) => {
    if (inner === undefined) return whole.slice(1, -1);
    return isOne(inner) ? textOf(values[index++]) : whole;
  });
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(" ") : String(value));
