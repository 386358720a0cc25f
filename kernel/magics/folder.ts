// %cd and %pwd: the folder in which files are opened and programs are started. Modules go on being imported from the
// notebook's own folder, as a module's imports don't depend on where a program was started.
import { homedir } from "node:os";
import path from "node:path";
import type { Magic } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { placeInside } from "./place.ts";

let previous: string | undefined;

export const cd: Magic = {
  name: "cd",
  cell: false,
  line: true,
  usage: "[folder | -]",
  summary:
    "changes the folder of files and commands (none: the notebook's, -: the last one); imports stay the notebook's",
  argument: "folder",
  run({ call, folder, print, tell }) {
    const text = call.argumentText.replace(/^(["'])(.*)\1$/, "$2");
    if (text === "-" && previous === undefined) {
      throw new MagicError("there is no last folder yet", placeInside(call, 0, 1));
    }
    const wanted = text === "" ? folder : text === "-" ? previous! : text.replace(/^~(?=$|\/)/, homedir());
    const before = process.cwd();
    try {
      process.chdir(wanted);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const why =
        code === "ENOENT" ? "does not exist" : code === "ENOTDIR" ? "is no folder" : `can't be entered (${code})`;
      const length = Math.max(1, call.argumentText.length);
      throw new MagicError(`${path.resolve(wanted)} ${why}`, placeInside(call, 0, length));
    }
    previous = before;
    tell({ folder: process.cwd() });
    print(`${process.cwd()}\n`);
  },
};

export const pwd: Magic = {
  name: "pwd",
  cell: false,
  line: true,
  usage: "",
  summary: "gives the folder of files and commands",
  run: () => process.cwd(),
};
