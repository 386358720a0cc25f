// What the compiler has to say about a cell, as text: message, the expression underlined, a hint.
import { bold, green, red } from "./ansi.ts";
import { codeFrame } from "./code-frame.ts";
import { read } from "./values.ts";

/** The shape of a Diagnostic of the compiler's; read as data, since the compiler itself is loaded late. */
interface DiagnosticLike {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly source: { readonly name: string; readonly text: string; readonly firstLine: number };
  readonly at: { readonly start: number; readonly end: number };
}

export function diagnosticOf(error: Error): DiagnosticLike | undefined {
  const diagnostic = read(error, "diagnostic") as Partial<DiagnosticLike> | null | undefined;
  if (typeof diagnostic !== "object" || diagnostic === null) return undefined;
  const { message, source, at } = diagnostic;
  if (typeof message !== "string" || typeof source?.text !== "string" || typeof at?.start !== "number")
    return undefined;
  return diagnostic as DiagnosticLike;
}

export function diagnosticText({ code, message, hint, source, at }: DiagnosticLike): readonly string[] {
  const before = source.text.slice(0, at.start);
  const line = source.firstLine + (before.match(/\n/g)?.length ?? 0);
  const column = at.start - before.lastIndexOf("\n");
  const lines = [
    `${red(bold(code))}: ${message}`,
    bold(`${source.name}, line ${line}:${column}`),
    codeFrame({ text: source.text, firstLine: source.firstLine, line, column, length: at.end - at.start }),
  ];
  if (hint !== "") lines.push("", `${green("Hint:")} ${hint}`);
  return lines;
}
