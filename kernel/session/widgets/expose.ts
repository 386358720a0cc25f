// A widget as the cell has it: its state as properties, its methods beside them, and how it shows itself.
import { inspect } from "node:util";
import { DISPLAY } from "../../display/shown.ts";
import type { WidgetModel } from "./model.ts";

/** @throws TypeError where the state has a name that is taken */
export function exposeWidget<Exposed>(model: WidgetModel, methods: object): Exposed {
  const exposed = {};
  const all = {
    ...methods,
    close: model.close,
    [DISPLAY]: () => model.bundle,
    [inspect.custom]: () => model.text,
  };
  for (const key of Reflect.ownKeys(all)) {
    Object.defineProperty(exposed, key, { value: Reflect.get(all, key) });
  }
  Object.defineProperty(exposed, "closed", { get: () => model.closed });
  for (const name of model.names) {
    const set = (value: unknown): void => model.set(name, value);
    Object.defineProperty(exposed, name, { get: () => model.get(name), set, enumerable: true });
  }
  return exposed as Exposed;
}
