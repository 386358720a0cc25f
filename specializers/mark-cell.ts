// A notebook cell's marked functions: what `%%stencil`, `%%specialize` and `"use …"` lead to.
import type { CellRequest, Mark } from "./cells.ts";
import type { Original } from "./checks.ts";
import { checkTargets } from "./codegen/generate.ts";
import { type Specialized, specialized } from "./marked.ts";
import { openOutputs } from "./outputs.ts";
import { recognise } from "./pipeline.ts";
import type { Recognised } from "./plan.ts";
import { specializersFor } from "./registry.ts";
import { type Diagnostic, DiagnosticError } from "./syntax/diagnostic.ts";
import { type FunctionSource, functionsOf } from "./syntax/function-source.ts";
import { decline } from "./syntax/messages.ts";

/**
 * The declarations of a cell that a specializer takes over; each has its card drawn already.
 * @throws DiagnosticError SYNTAX; MARK_NOTHING when a magic finds nothing to mark; RangeError for an unknown specializer or
 * target.
 */
export function markCell(request: CellRequest): readonly Mark[] {
  specializersFor(request.specializer);
  checkTargets(request.options.targets);
  const functions = functionsOf(request.source).filter(({ directive }) => request.all || directive !== undefined);
  const marks = functions.flatMap((source) => {
    const found = understand(source, request.specializer ?? source.directive);
    return found ? [markOf(source, found, request)] : [];
  });
  if (request.all && marks.length === 0)
    decline(
      "MARK_NOTHING",
      request.source,
      { start: 0, end: request.source.text.length },
      request.specializer ?? "any",
    );
  return marks;
}

/** A domain AST, or why there is none; undefined for a function that no specializer knows: a helper. */
function understand(source: FunctionSource, name: string | undefined): Recognised | Diagnostic | undefined {
  try {
    return recognise(source, name);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostic;
    throw error;
  }
}

function markOf(source: FunctionSource, found: Recognised | Diagnostic, { options }: CellRequest): Mark {
  const outputs = openOutputs(source, found, options);
  const make = (original: Original, captures: Readonly<Record<string, () => unknown>>) =>
    specialized({ source, found, original, captures, options, outputs, replaced: takePlace(source.name) });
  return {
    name: source.name,
    kind: source.kind === "method" ? "class" : "function",
    captures: capturesOf(source, found),
    wrap(original, captures) {
      if (source.kind === "function") return make(original as Original, captures);
      takeOver(original as StencilClass, (kernel) => make(kernel, captures));
      return original;
    },
  };
}

const present = new Map<string, AbortController>();

/** A cell's function is the one of its name from now on; the signal says when another one is. */
function takePlace(name: string): AbortSignal {
  present.get(name)?.abort();
  const mine = new AbortController();
  present.set(name, mine);
  return mine.signal;
}

/** The declaration's free names, and those that it gets from helpers: they are inlined. */
function capturesOf({ captures }: FunctionSource, found: Recognised | Diagnostic): readonly string[] {
  if (!("program" in found)) return captures;
  const { specializer, program } = found;
  const parameters = new Set(program.parameters.map(({ name }) => name));
  return [...new Set([...captures, ...specializer.structural(program).filter((name) => !parameters.has(name))])];
}

interface StencilClass {
  readonly prototype: { kernel: Original };
}

/** Puts the specialized function in the place of a stencil class's `kernel` method. */
export function takeOver({ prototype }: StencilClass, specialize: (kernel: Original) => Specialized): void {
  const { kernel } = prototype;
  let receiver: unknown = prototype;
  const made = specialize((...args) => Reflect.apply(kernel, receiver, args));
  function method(this: unknown, ...args: readonly unknown[]): unknown {
    receiver = this;
    return made(...args);
  }
  Object.defineProperties(method, Object.getOwnPropertyDescriptors(made));
  Object.defineProperty(prototype, "kernel", { value: method, writable: true, configurable: true });
}
