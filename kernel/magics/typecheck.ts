// %typecheck: what becomes of type errors. The front checks cells; it hears of the mode from here.
import type { Magic } from "./magic.ts";
import { MagicError } from "./magic-error.ts";
import { placeInside, placeOf } from "./place.ts";
import { TYPE_CHECK_MODES, typeCheckMode } from "./typecheck-mode.ts";

export const typecheck: Magic = {
  name: "typecheck",
  cell: false,
  line: true,
  usage: "error|warn|off",
  summary:
    "type errors: shown under the cell (warn, the default), keep it from running (error), or not looked for (off); from then on, and as a cell's first line for the cell itself",
  run({ call, tell }) {
    const mode = typeCheckMode(call.argumentText);
    if (mode === undefined) {
      const { argumentText } = call;
      const place = argumentText === "" ? placeOf(call) : placeInside(call, 0, argumentText.length);
      throw new MagicError(`%typecheck is followed by ${TYPE_CHECK_MODES.join(", ")}`, place);
    }
    tell({ typecheck: mode });
  },
};
