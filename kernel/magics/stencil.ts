// %%stencil: the cell's functions become stencil kernels.
import { type Magic, MagicError, placeOf } from "./magic.ts";
import { OPTIONS_USAGE, parseOptions } from "./options.ts";

export const stencil: Magic = {
  name: "stencil",
  cell: true,
  line: false,
  usage: OPTIONS_USAGE,
  summary: "specializes the functions of the cell that iterate a grid's points",
  read(line) {
    const { options, words } = parseOptions(line);
    const [extra] = words;
    if (extra !== undefined) {
      const place = { line: line.line, column: extra.column, length: extra.text.length };
      throw new MagicError(`%%stencil takes options only (${OPTIONS_USAGE}), not "${extra.text}"`, place);
    }
    return { kind: "mark", specializer: "stencil", options, place: placeOf(line) };
  },
};
