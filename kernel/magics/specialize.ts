// %%specialize: hands the cell's functions to a specializer by name, or to the first that recognises them.
import { type Magic, MagicError, placeOf } from "./magic.ts";
import { OPTIONS_USAGE, parseOptions } from "./options.ts";

export const specialize: Magic = {
  name: "specialize",
  cell: true,
  line: false,
  usage: `[name] ${OPTIONS_USAGE}`,
  summary: "specializes the cell's functions: with the named specializer, or the first that recognises them",
  read(line) {
    const { options, words } = parseOptions(line);
    const [name, extra] = words;
    if (extra !== undefined) {
      const place = { line: line.line, column: extra.column, length: extra.text.length };
      throw new MagicError(`%%specialize takes one name, not also "${extra.text}"`, place);
    }
    return { kind: "mark", specializer: name?.text, options, place: placeOf(line) };
  },
};
