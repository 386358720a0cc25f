// Numbers as people read them: about six significant digits, and columns whose decimal points stand below each other.

const order = (x: number): number => Math.floor(Math.log10(x));
const tooLarge = 1e15;
const tooSmall = 1e-5;

/** At least two decimals and at least six significant digits are kept. */
export function formatNumber(x: number): string {
  if (Number.isInteger(x) || !Number.isFinite(x)) return Object.is(x, -0) ? "-0" : String(x);
  const size = Math.abs(x);
  if (size >= tooLarge || size < tooSmall) return exponential(x, 5);
  return String(Number(x.toFixed(Math.max(2, 5 - order(size)))));
}

const exponential = (x: number, digits: number): string => x.toExponential(digits).replace(/\.?0+e/, "e");

/** Numbers that stand together: all with as many decimals, or all in exponential notation. */
export function formatNumbers(values: readonly number[]): string[] {
  const sizes = values.filter((x) => Number.isFinite(x) && x !== 0).map(Math.abs);
  const greatest = Math.max(0, ...sizes);
  if (sizes.every(Number.isInteger) && greatest < tooLarge) return values.map(formatNumber);
  if (greatest >= 1e6 || Math.min(...sizes) < 1e-4 * Math.min(1, greatest))
    return values.map((x) => (Number.isFinite(x) ? x.toExponential(4) : String(x)));
  const most = Math.min(8, Math.max(1, 3 - order(greatest)));
  // Decimals that are zero in each of them say nothing.
  const decimals = Math.max(1, ...sizes.map((x) => x.toFixed(most).replace(/0+$/, "").split(".")[1]!.length));
  return values.map((x) => (Number.isFinite(x) ? x.toFixed(decimals) : String(x)));
}

export const thousands = (count: number): string => count.toLocaleString("en-US");
export const counted = (count: number, noun: string): string => `${thousands(count)} ${noun}${count === 1 ? "" : "s"}`;
