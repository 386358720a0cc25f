// A time span, as a person reads it.

/** @param milliseconds a time span */
export function duration(milliseconds: number): string {
  if (milliseconds < 1e-3) return `${digits(milliseconds * 1e6)} ns`;
  if (milliseconds < 1) return `${digits(milliseconds * 1000)} µs`;
  if (milliseconds < 1000) return `${digits(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 60 ? `${digits(seconds)} s` : `${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(1)} s`;
}

/** Three of them, without an exponent. */
const digits = (value: number): string => (value >= 99.5 ? value.toFixed(0) : value.toPrecision(3));
