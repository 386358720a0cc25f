// Node notes on each promise whose it is, by properties that are not for the reader: shown promises go without them.
import { inspect } from "node:util";

const NODES_OWN = /^Symbol\((?:async_id_symbol|trigger_async_id_symbol|kResourceStore)\)$/;

/** Makes those properties invisible where a promise is shown, on whatever way. */
export function hidePromiseSymbols(): void {
  Object.defineProperty(Promise.prototype, inspect.custom, {
    configurable: true,
    writable: true,
    value(this: object) {
      for (const symbol of Object.getOwnPropertySymbols(this)) {
        if (NODES_OWN.test(String(symbol))) Reflect.defineProperty(this, symbol, { enumerable: false });
      }
      return this; // shown as it would have been
    },
  });
}
