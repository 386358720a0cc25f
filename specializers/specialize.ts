// Marking functions in a plain .ts file under Node: `const lap = specialize.stencil(laplacian)`.
import type { MarkOptions } from "./cells.ts";
import type { Original } from "./checks.ts";
import { checkTargets } from "./codegen/generate.ts";
import { takeOver } from "./mark-cell.ts";
import { type Specialized, specialized } from "./marked.ts";
import { noOutputs } from "./outputs.ts";
import { recognise } from "./pipeline.ts";
import type { Recognised } from "./plan.ts";
import { StencilKernel } from "./runtime/arrays/stencil-kernel.ts";
import { type Diagnostic, DiagnosticError } from "./syntax/diagnostic.ts";
import { functionSourceOf } from "./syntax/function-source.ts";
import { diagnostic } from "./syntax/messages.ts";

export interface SpecializeOptions extends Partial<MarkOptions> {
  /** Numbers that the function uses from outside of itself: `{ c: () => c }`, or their values. */
  readonly captures?: Readonly<Record<string, number | (() => unknown)>>;
}

type AnyFunction = (...args: never[]) => unknown;
type AnyKernelClass = abstract new () => StencilKernel;

/** A marked function: called as before, with the members of the contract beside. */
export type SpecializedFunction<F extends AnyFunction> = F & Omit<Specialized, "reference"> & { readonly reference: F };

const defaults: MarkOptions = { tune: "off", seconds: 20, targets: undefined, exact: false, explain: false };

/**
 * Hands a function to a specializer: `specialize("stencil", fn)`, or `specialize.stencil(fn)`. A class that extends
 * StencilKernel gets its `kernel` method specialized. A function that can't be specialized runs as it is;
 * `fn.diagnostics` says why.
 * @throws RangeError for a specializer that is not registered, or a target that there is not.
 */
function specializeBy<F extends AnyFunction>(
  name: string | undefined,
  fn: F,
  options: SpecializeOptions = {},
): SpecializedFunction<F> {
  checkTargets(options.targets);
  const source = functionSourceOf(fn);
  const found = understand(name, fn);
  const captures = Object.fromEntries(
    Object.entries(options.captures ?? {}).map(([key, value]) => [
      key,
      typeof value === "function" ? value : () => value,
    ]),
  );
  const make = (original: Original) =>
    specialized({ source, found, original, captures, options: { ...defaults, ...options }, outputs: noOutputs });
  if (isKernelClass(fn)) {
    takeOver(fn, make);
    return fn as unknown as SpecializedFunction<F>;
  }
  return make(fn as unknown as Original) as unknown as SpecializedFunction<F>;
}

const isKernelClass = (fn: unknown): fn is { readonly prototype: { kernel: Original } } =>
  typeof fn === "function" && fn.prototype instanceof StencilKernel;

function understand(name: string | undefined, fn: AnyFunction): Recognised | Diagnostic {
  const source = functionSourceOf(fn);
  try {
    return recognise(source, name) ?? diagnostic("MARK_NOTHING", source.source, source.at, name ?? "any");
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostic;
    throw error;
  }
}

type By = <F extends AnyFunction | AnyKernelClass>(
  fn: F,
  options?: SpecializeOptions,
) => F extends AnyFunction ? SpecializedFunction<F> : F;

export interface Specialize {
  <F extends AnyFunction>(fn: F, options?: SpecializeOptions): SpecializedFunction<F>;
  <F extends AnyFunction>(name: string, fn: F, options?: SpecializeOptions): SpecializedFunction<F>;
  readonly stencil: By;
  readonly map: By;
}

/** Marks a function; see `Specialize`. A specializer that was registered later is found by its name: `specialize("mine", fn)`. */
export const specialize: Specialize = Object.assign(
  (first: unknown, second?: unknown, third?: SpecializeOptions) =>
    typeof first === "string"
      ? specializeBy(first, second as AnyFunction, third)
      : specializeBy(undefined, first as AnyFunction, second as SpecializeOptions),
  {
    stencil: (fn: unknown, options?: SpecializeOptions) => specializeBy("stencil", fn as AnyFunction, options),
    map: (fn: unknown, options?: SpecializeOptions) => specializeBy("map", fn as AnyFunction, options),
  },
) as Specialize;
