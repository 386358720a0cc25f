// The specializers that are there, in the order in which they are asked.
import type { DomainProgram, Specializer } from "./specializer.ts";

const registered = new Map<string, Specializer>();

const parts = ["recognise", "structural", "bind", "interpret", "checkLayouts", "variants", "lower", "cost"] as const;

/**
 * Adds a specializer, or replaces the one of its name. Later ones are asked after earlier ones.
 * @throws TypeError when `specializer` lacks its name or a part.
 */
export function registerSpecializer<D extends DomainProgram>(specializer: Specializer<D>): void {
  if (typeof specializer.name !== "string" || !/^[a-z][\w-]*$/i.test(specializer.name))
    throw new TypeError(`a specializer's name is letters, digits, "-" and "_"; got ${String(specializer.name)}`);
  for (const part of parts)
    if (typeof specializer[part] !== "function")
      throw new TypeError(`the specializer "${specializer.name}" has no ${part}()`);
  if (!Array.isArray(specializer.passes))
    throw new TypeError(`the specializer "${specializer.name}" has no list of passes`);
  // A program only ever comes back to the specializer that made it, so what D is stays its own affair.
  registered.set(specializer.name, specializer as unknown as Specializer);
}

export const specializerNames = (): readonly string[] => [...registered.keys()];

/** The specializers to ask: the named one, or all. @throws RangeError for a name that is not registered. */
export function specializersFor(name: string | undefined): readonly Specializer[] {
  if (name === undefined) return [...registered.values()];
  const found = registered.get(name);
  if (!found) throw new RangeError(`there is no specializer "${name}"; registered: ${specializerNames().join(", ")}`);
  return [found];
}
