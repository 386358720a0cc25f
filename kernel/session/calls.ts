// Listeners of cells: what they print, and what goes wrong in them, also later, belongs to their owner.
import { markAsDrawn } from "./globals/display.ts";
import type { Ownership } from "./ownership.ts";

/** Calls a listener inside the boundary that is already there; false when it has thrown. */
export type Call = (owner: string, listener: () => unknown) => boolean;

/** Adds a listener; gives a function that takes it out, which a cell that ends with it does not show. */
export function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return markAsDrawn(() => void listeners.delete(listener));
}

export function createCall(ownership: Ownership, report: (error: unknown) => void): Call {
  return (owner, listener) => {
    const failed = (error: unknown): void => ownership.as(owner, () => report(error));
    let good = true;
    ownership.as(owner, () => {
      try {
        const result = listener();
        if (result instanceof Promise) result.catch(failed);
      } catch (error) {
        failed(error);
        good = false;
      }
    });
    return good;
  };
}
