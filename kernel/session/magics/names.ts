// The notebook's names, for magics.
import type { Names } from "../../magics/magic.ts";
import type { Slots } from "../evaluate/slots.ts";

/** @param removed told of names that are no more */
export function namesOf(slots: Slots, removed: (names: readonly string[]) => void): Names {
  return {
    names: () => slots.names().filter((name) => slots.read(name) !== undefined),
    read: slots.read,
    assign(name, value) {
      slots.declare([name]);
      slots.release([name]);
      slots.assign(name, value);
    },
    forget(names) {
      slots.remove(names);
      removed(names);
    },
  };
}
