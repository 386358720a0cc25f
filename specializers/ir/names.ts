// Names that nothing else in a program has.

/** The last suffix given to each name of a set: looking for the next one from 1 each time would be quadratic. */
const suffixes = new WeakMap<Set<string>, Map<string, number>>();

/** `wanted` or `wanted_1`, `wanted_2`, …; it is taken from now on. */
export function freshName(wanted: string, taken: Set<string>): string {
  const last = suffixes.get(taken) ?? new Map<string, number>();
  suffixes.set(taken, last);
  let suffix = last.get(wanted) ?? 0;
  let name = wanted;
  while (taken.has(name)) name = `${wanted}_${++suffix}`;
  last.set(wanted, suffix);
  taken.add(name);
  return name;
}
