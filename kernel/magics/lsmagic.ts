// %lsmagic: which magics there are.
import type { MagicDescription } from "./description.ts";
import type { Magic } from "./magic.ts";

export const lsmagic: Magic = {
  name: "lsmagic",
  cell: false,
  line: true,
  usage: "",
  summary: "lists the magics",
  run: ({ print, magics }) => print(`${magicList(magics())}\n`),
};

function magicList(magics: readonly MagicDescription[]): string {
  return magics
    .flatMap(({ name, cell, line, usage, summary }) => {
      const forms = [...(cell ? [`%%${name}`] : []), ...(line ? [`%${name}`] : [])];
      return [`${forms.join(", ")} ${usage}`.trimEnd(), `    ${summary}`];
    })
    .join("\n");
}
