// The notebook's names, for magics.
import type { Names } from "../../magics/magic.ts";
import type { Slots } from "../evaluate/slots.ts";

export function namesOf(slots: Slots): Names {
  return {
    names: () => slots.names().filter((name) => slots.read(name) !== undefined),
    read: slots.read,
    assign(name, value) {
      slots.declare([name]);
      slots.release([name]);
      slots.assign(name, value);
    },
    forget: (names) => slots.remove(names),
  };
}
