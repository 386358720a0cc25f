// %load and %%writefile: cells from files, and files from cells.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import type { Magic, MagicCall } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { placeOf } from "./place.ts";

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, "$2");
const pathOf = (text: string): string => path.resolve(unquoted(text).replace(/^~(?=\/)/, homedir()));

function failed(error: unknown, file: string, call: MagicCall): MagicError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    { ENOENT: "does not exist", EISDIR: "is a folder", EACCES: "may not be used (EACCES)" }[code ?? ""] ?? message;
  return new MagicError(`${file} ${why}`, placeOf(call));
}

export const load: Magic = {
  name: "load",
  cell: false,
  line: true,
  usage: "file",
  summary: "puts the text of a file into the place of this cell, below a comment with its name",
  argument: "path",
  run({ call, setNextInput }) {
    if (call.argumentText === "") throw new MagicError("%load needs a file, as in %load helpers.ts", placeOf(call));
    const file = pathOf(call.argumentText);
    try {
      setNextInput(`// %load ${call.argumentText}\n${readFileSync(file, "utf8").replace(/\r?\n$/, "")}`, true);
    } catch (error) {
      throw failed(error, file, call);
    }
  },
};

export const writefile: Magic = {
  name: "writefile",
  cell: true,
  line: false,
  usage: "[-a] file",
  summary: "writes the cell into a file, or with -a behind what is there; folders are made",
  argument: "path",
  run({ call, body = "", print }) {
    const [, append = "", name = ""] = /^(-a\s+)?(.*)$/.exec(call.argumentText) ?? [];
    if (name === "") throw new MagicError("%%writefile needs a file, as in %%writefile helpers.ts", placeOf(call));
    const file = pathOf(name);
    const text = body === "" || body.endsWith("\n") ? body : `${body}\n`;
    const existed = existsSync(file);
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      if (append !== "") appendFileSync(file, text);
      else writeFileSync(file, text);
    } catch (error) {
      throw failed(error, file, call);
    }
    print(`${append !== "" && existed ? "Appended to" : existed ? "Overwrote" : "Wrote"} ${unquoted(name)}\n`);
  },
};
