// What Node loads of its own at first use: an interrupt in the middle of that would leave it broken for good.
import fs from "node:fs";

/** Uses the parts of `fs` that cells come upon first, so that they are there. */
export function loadLazyParts(): void {
  fs.readFile("", () => {}); // there is no such file; what reads files is loaded before that is found out
  void [fs.promises, fs.ReadStream, fs.WriteStream];
}
