// Completion and help of magics: their names, then their options and arguments.
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { CellReader } from "../front/cell-reader.ts";
import type { MagicDescription } from "../magics/description.ts";
import { formsOf, helpOn } from "../magics/help.ts";
import type { MagicCall } from "../magics/magic.ts";
import type { CellSource } from "../magics/read-cell.ts";
import { optionsOf } from "../magics/usage.ts";
import type { Completions } from "../types/service.ts";

/** Undefined where the cursor is in code. */
export function completeMagic(cell: string, offset: number, reader: CellReader): Completions | undefined {
  const start = cell.lastIndexOf("\n", offset - 1) + 1;
  const line = cell.slice(start, offset);
  const name = /^(?:[^"'`]*=)?[ \t]*(%%?\w*)$/.exec(line)?.[1];
  if (name !== undefined) {
    const isFirst = /^(\s*(%%|\/\/)[^\n]*\n|\s*\n)*$/.test(cell.slice(0, start)) && line.trim() === name;
    const forms = formsOf(reader.magics()).filter(({ text }) => isFirst || !text.startsWith("%%"));
    const meant = forms.filter(({ text }) => text.startsWith(name));
    if (meant.length > 0) {
      const entries = meant.filter(({ text }) => text !== name).map(({ text }) => ({ name: text, type: "magic" }));
      return { entries, start: offset - name.length, end: offset };
    }
  }
  const { source } = reader.read(cell);
  const call = callAt(source, cell, offset);
  const magic = call && reader.magics().find((each) => each.name === call.magic);
  if (call === undefined || magic === undefined) {
    if (!source.isText || offset < source.offset) return undefined;
    const isShell = source.cellMagics.some((each) => each.magic === "sh" || each.magic === "bash");
    const word = wordBefore(line);
    return { entries: isShell ? paths(word, reader.folder(), false) : [], start: offset - lastPart(word), end: offset };
  }
  const before = line.slice(call.argumentColumn - 1);
  const word = wordBefore(before);
  if (magic.takesCode === true && !call.name.startsWith("%%") && !word.startsWith("-")) return undefined;
  const words = before
    .slice(0, before.length - word.length)
    .split(/[\s=]+/)
    .filter((each) => each !== "");
  const candidates = argumentsOf(magic, call, words, word, reader);
  const length = candidates[0]?.type === "path" ? lastPart(word) : word.length;
  const typed = word.slice(word.length - length);
  const entries = candidates.filter((each) => each.name.startsWith(typed) && each.name !== typed);
  return { entries, start: offset - length, end: offset };
}

/** The magic at an offset, as help. */
export function describeMagic(cell: string, offset: number, reader: CellReader): string | undefined {
  const start = cell.lastIndexOf("\n", offset - 1) + 1;
  const column = offset - start + 1;
  const { source } = reader.read(cell);
  const row = cell.slice(0, offset).split("\n").length;
  const call = [...source.cellMagics, ...source.lines.map((line) => line.call)].find(
    (each) => each.line === row && column >= each.column && column <= each.column + each.name.length,
  );
  return call && helpOn(call.name === "!" ? "%sh" : call.name, reader.magics());
}

/** The magic whose arguments an offset is in. */
function callAt(source: CellSource, cell: string, offset: number): MagicCall | undefined {
  const row = cell.slice(0, offset).split("\n").length;
  const column = offset - cell.lastIndexOf("\n", offset - 1);
  const after = (call: MagicCall): boolean => call.line === row && column >= call.argumentColumn;
  const line = source.lines.find(({ call }) => after(call));
  if (line === undefined) return source.cellMagics.find(after);
  // an option that is still being typed looks like code
  const inCode =
    line.code !== undefined &&
    offset - source.offset >= line.code.start &&
    !/^-[\w-]*$/.test(source.body.slice(line.code.start, offset - source.offset));
  return inCode ? undefined : line.call;
}

type Entries = Completions["entries"];

function argumentsOf(
  magic: MagicDescription,
  call: MagicCall,
  words: readonly string[],
  word: string,
  reader: CellReader,
): Entries {
  const options = optionsOf(magic.usage);
  const values = options.find(({ name }) => name === words.at(-1))?.values ?? [];
  if (values.length > 0) return values.map((name) => ({ name, type: "keyword" }));
  const unused = options.filter(({ name }) => !words.includes(name));
  const offered: Entries = unused.map(({ name }) => ({ name, type: "keyword" }));
  if (word.startsWith("-")) return offered;
  const first = words.every((each) => each.startsWith("-"));
  switch (magic.argument) {
    case "path":
      return call.name === "%%sh" || call.name === "%%bash" ? offered : paths(word, reader.folder(), false);
    case "folder":
      return paths(word, reader.folder(), true);
    case "name": {
      const names = reader.names().filter((name) => !words.includes(name));
      return [...names.map((name) => ({ name, type: "instance" })), ...offered];
    }
    case "specializer":
      return first ? [...reader.specializers().map((name) => ({ name, type: "keyword" })), ...offered] : offered;
    case "variable": {
      const variables = Object.keys(process.env).sort();
      return first ? variables.map((name) => ({ name, type: "instance" })) : [];
    }
    default:
      return [...(first ? alternatives(magic.usage) : []), ...offered];
  }
}

/** The words of a usage that begins as `install|ci|run`. */
const alternatives = (usage: string): Entries =>
  (/^\w+(?:\|\w+)+/.exec(usage)?.[0].split("|") ?? []).map((name) => ({ name, type: "keyword" }));

const wordBefore = (text: string): string => /[^\s,=]*$/.exec(text)?.[0] ?? "";
/** Of a path only its last part is replaced. */
const lastPart = (word: string): number => word.length - (word.lastIndexOf("/") + 1);

function paths(word: string, folder: string, foldersOnly: boolean): Entries {
  const head = word.slice(0, word.lastIndexOf("/") + 1);
  const from = path.resolve(folder, head.replace(/^~(?=\/)/, homedir()) || ".");
  const hidden = word.slice(head.length).startsWith(".");
  try {
    return readdirSync(from, { withFileTypes: true })
      .filter((entry) => (hidden || !entry.name.startsWith(".")) && (!foldersOnly || entry.isDirectory()))
      .map((entry) => ({ name: entry.isDirectory() ? `${entry.name}/` : entry.name, type: "path" }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return []; // no such folder
  }
}
