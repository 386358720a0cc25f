// %%stencil: the cell's functions become stencil kernels.
import type { Magic } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { OPTIONS_USAGE, parseOptions } from "./options.ts";
import { placeOf } from "./place.ts";

export const stencil: Magic = {
  name: "stencil",
  cell: true,
  line: false,
  usage: OPTIONS_USAGE,
  summary: "specializes the functions of the cell that iterate a grid's points",
  takesCode: true,
  marks: true,
  run({ call, mark, next }) {
    const { options, words } = parseOptions(call);
    const [extra] = words;
    if (extra !== undefined) {
      const place = { line: call.line, column: extra.column, length: extra.text.length };
      throw new MagicError(`%%stencil takes options only (${OPTIONS_USAGE}), not "${extra.text}"`, place);
    }
    mark({ specializer: "stencil", options, place: placeOf(call) });
    return next();
  },
};
