// %lsmagic: which magics there are.
import type { Magic } from "./magic.ts";

export const lsmagic: Magic = {
  name: "lsmagic",
  cell: false,
  line: true,
  usage: "",
  summary: "lists the magics",
  read: () => ({ kind: "list" }),
};

export function magicList(magics: readonly Magic[]): string {
  return magics
    .flatMap(({ name, cell, line, usage, summary }) => {
      const forms = [...(cell ? [`%%${name}`] : []), ...(line ? [`%${name}`] : [])];
      return [`${forms.join(", ")} ${usage}`.trimEnd(), `    ${summary}`];
    })
    .join("\n");
}
