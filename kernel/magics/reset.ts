// %reset: takes names out of the notebook.
import type { Magic } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { nearest } from "./nearest.ts";
import { placeInside } from "./place.ts";

export const reset: Magic = {
  name: "reset",
  cell: false,
  line: true,
  usage: "[-f] [name …]",
  summary: "removes all names of the notebook, or those given; asks before it removes all, unless -f is given",
  argument: "name",
  async run({ call, notebook, ask, print }) {
    const words = [...call.argumentText.matchAll(/\S+/g)];
    const force = words.some(([word]) => word === "-f");
    const names = words.filter(([word]) => word !== "-f");
    const all = notebook.names();
    for (const { 0: name, index } of names) {
      if (all.includes(name)) continue;
      const near = nearest(name, all);
      const meant = near.length > 0 ? `; did you mean ${near.join(" or ")}?` : "";
      throw new MagicError(`the notebook has no ${name}${meant}`, placeInside(call, index, name.length));
    }
    if (names.length === 0 && !force && all.length > 0) {
      const question = `Remove all ${all.length} names of the notebook (y/n)? `;
      const answer = await ask(question).catch(() => {
        const place = { line: call.line, column: call.column, length: call.name.length };
        throw new MagicError("this front end takes no input: write %reset -f to remove all names", place);
      });
      if (!/^\s*y(es)?\s*$/i.test(answer)) {
        print("nothing is removed\n");
        return;
      }
    }
    notebook.forget(names.length === 0 ? all : names.map(([name]) => name));
  },
};
