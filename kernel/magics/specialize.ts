// %%specialize: hands the cell's functions to a specializer by name, or to the first that recognises them.
import type { Magic } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { OPTIONS_USAGE, parseOptions } from "./options.ts";
import { placeOf } from "./place.ts";

export const specialize: Magic = {
  name: "specialize",
  cell: true,
  line: false,
  usage: `[name] ${OPTIONS_USAGE}`,
  summary: "specializes the cell's functions: with the named specializer, or the first that recognises them",
  takesCode: true,
  marks: true,
  argument: "specializer",
  run({ call, mark, next }) {
    const { options, words } = parseOptions(call);
    const [name, extra] = words;
    if (extra !== undefined) {
      const place = { line: call.line, column: extra.column, length: extra.text.length };
      throw new MagicError(`%%specialize takes one name, not also "${extra.text}"`, place);
    }
    mark({ specializer: name?.text, options, place: placeOf(call) });
    return next();
  },
};
