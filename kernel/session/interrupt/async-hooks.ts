// A termination outside of the boundary leaves Node's stack of asynchronous ids as it was. While an async hook is active
// (any AsyncLocalStorage has one), Node asserts after each callback that the stack is right, and aborts: so the two
// counts that turn the assertions on are kept at zero, and the stack is emptied after an interrupt.
import { createHook } from "node:async_hooks";

interface AsyncWrap {
  readonly async_hook_fields: Uint32Array;
  readonly constants: { readonly kTotals: number; readonly kCheck: number };
  clearAsyncIdStack(): void;
}

export interface AsyncIds {
  /** Call it where nothing of the user's is on the stack. */
  clear(): void;
}

export function relaxAsyncHooks(): AsyncIds {
  const wrap = asyncWrap();
  if (wrap === undefined) return { clear: () => {} };
  const { async_hook_fields: fields, constants } = wrap;
  const prototype = Object.getPrototypeOf(createHook({})) as Record<"enable" | "disable", (this: unknown) => unknown>;
  for (const name of ["enable", "disable"] as const) {
    const original = prototype[name];
    prototype[name] = function () {
      const result = original.call(this);
      // hooks are called by other counts
      fields[constants.kTotals] = 0;
      fields[constants.kCheck] = 0;
      return result;
    };
  }
  return { clear: () => wrap.clearAsyncIdStack() };
}

/** Node's own part; undefined where a version of Node keeps it to itself (there the assertion stays). */
function asyncWrap(): AsyncWrap | undefined {
  const quiet = process.noDeprecation;
  try {
    process.noDeprecation = true; // it is deprecated, but there is no other way
    const { binding } = process as NodeJS.Process & { binding(name: string): Partial<AsyncWrap> };
    const wrap = binding.call(process, "async_wrap");
    const { async_hook_fields: fields, constants, clearAsyncIdStack } = wrap;
    const counts = typeof constants?.kTotals === "number" && typeof constants.kCheck === "number";
    const known = fields instanceof Uint32Array && counts && typeof clearAsyncIdStack === "function";
    return known ? (wrap as AsyncWrap) : undefined;
  } catch {
    return undefined;
  } finally {
    Object.assign(process, { noDeprecation: quiet });
  }
}
