// Small lists of indices.

/** 0 … n - 1. */
export const range = (n: number): number[] => Array.from({ length: Math.max(0, n) }, (_, i) => i);

/** All index tuples below the lengths, last fastest. */
export function combinations(lengths: readonly number[]): readonly (readonly number[])[] {
  return lengths.reduce<readonly (readonly number[])[]>(
    (tuples, length) => tuples.flatMap((tuple) => range(length).map((i) => [...tuple, i])),
    [[]],
  );
}
