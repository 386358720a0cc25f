// A time span, as a person reads it.

/** @param milliseconds a time span */
export function duration(milliseconds: number): string {
  if (milliseconds < 1e-3) return `${(milliseconds * 1e6).toPrecision(3)} ns`;
  if (milliseconds < 1) return `${(milliseconds * 1000).toPrecision(3)} µs`;
  if (milliseconds < 1000) return `${milliseconds.toPrecision(3)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 60
    ? `${seconds.toPrecision(3)} s`
    : `${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(1)} s`;
}
