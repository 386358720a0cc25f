// Polynomials with whole coefficients over symbols: subscripts, strides and bounds, as far as they are known without a call.

interface Term {
  readonly coefficient: number;
  /** Sorted; a symbol that is there twice is squared. */
  readonly symbols: readonly string[];
}

/** By the symbols of the term; a term whose coefficient is 0 is left out. */
export type Polynomial = ReadonlyMap<string, Term>;

const keyOf = (symbols: readonly string[]) => symbols.join("·");

function sumOf(terms: Iterable<Term>): Polynomial {
  const sum = new Map<string, Term>();
  for (const { coefficient, symbols } of terms) {
    const key = keyOf(symbols);
    const total = (sum.get(key)?.coefficient ?? 0) + coefficient;
    if (total === 0) sum.delete(key);
    else sum.set(key, { coefficient: total, symbols });
  }
  return sum;
}

export const constantOf = (coefficient: number): Polynomial => sumOf([{ coefficient, symbols: [] }]);
export const symbolOf = (symbol: string): Polynomial => sumOf([{ coefficient: 1, symbols: [symbol] }]);
export const zero = constantOf(0);
export const one = constantOf(1);

export const add = (a: Polynomial, b: Polynomial): Polynomial => sumOf([...a.values(), ...b.values()]);

export const multiply = (a: Polynomial, b: Polynomial): Polynomial =>
  sumOf(
    [...a.values()].flatMap((left) =>
      [...b.values()].map((right) => ({
        coefficient: left.coefficient * right.coefficient,
        symbols: [...left.symbols, ...right.symbols].sort(),
      })),
    ),
  );

export const negate = (a: Polynomial): Polynomial => multiply(a, constantOf(-1));
export const subtract = (a: Polynomial, b: Polynomial): Polynomial => add(a, negate(b));

export const isSame = (a: Polynomial, b: Polynomial): boolean => subtract(a, b).size === 0;

export const symbolsOf = (a: Polynomial): ReadonlySet<string> =>
  new Set([...a.values()].flatMap(({ symbols }) => symbols));

export const termsOf = (a: Polynomial): readonly Term[] => [...a.values()];

/** a = symbol × coefficient + rest, neither with the symbol; undefined when it is squared. */
export function linearIn(
  a: Polynomial,
  symbol: string,
): { readonly coefficient: Polynomial; readonly rest: Polynomial } | undefined {
  const [inside, outside]: [Term[], Term[]] = [[], []];
  for (const { coefficient, symbols } of a.values()) {
    const at = symbols.indexOf(symbol);
    if (at < 0) outside.push({ coefficient, symbols });
    else inside.push({ coefficient, symbols: symbols.toSpliced(at, 1) });
  }
  const coefficient = sumOf(inside);
  return symbolsOf(coefficient).has(symbol) ? undefined : { coefficient, rest: sumOf(outside) };
}

/** The symbols of a term without those of another; undefined when some are missing. */
function without(symbols: readonly string[], taken: readonly string[]): readonly string[] | undefined {
  let left = symbols;
  for (const symbol of taken) {
    const at = left.indexOf(symbol);
    if (at < 0) return undefined;
    left = left.toSpliced(at, 1);
  }
  return left;
}

/** a = quotient × divisor + remainder; numbers are divided to the nearest, so that -255 by 256 is -1 with 1 left. */
export function divide(
  a: Polynomial,
  divisor: Polynomial,
): { readonly quotient: Polynomial; readonly remainder: Polynomial } {
  const [lead] = [...divisor.values()].sort((x, y) => y.symbols.length - x.symbols.length);
  if (!lead) return { quotient: zero, remainder: a };
  let [quotient, remainder] = [zero, a];
  for (let found = true; found; ) {
    found = false;
    for (const { coefficient, symbols } of remainder.values()) {
      const left = without(symbols, lead.symbols);
      const times = Math.round(coefficient / lead.coefficient) + 0;
      if (!left || times === 0) continue;
      const part = sumOf([{ coefficient: times, symbols: left }]);
      quotient = add(quotient, part);
      remainder = subtract(remainder, multiply(part, divisor));
      found = true;
      break;
    }
  }
  return { quotient, remainder };
}

/** Larger strides first: more symbols, then larger numbers. */
export function compareSize(a: Polynomial, b: Polynomial): number {
  const rank = (of: Polynomial) => Math.max(0, ...[...of.values()].map(({ symbols }) => symbols.length));
  const largest = (of: Polynomial) => Math.max(0, ...[...of.values()].map(({ coefficient }) => Math.abs(coefficient)));
  return rank(b) - rank(a) || largest(b) - largest(a);
}
