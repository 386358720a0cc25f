// %%js: a cell of plain JavaScript.
import type { Magic } from "./magic.ts";

export const js: Magic = {
  name: "js",
  cell: true,
  line: false,
  usage: "",
  summary: "runs the cell as plain JavaScript: types in it are errors",
  takesCode: true,
  run({ asJavaScript, next }) {
    asJavaScript();
    return next();
  },
};
