// Numbers as the reader of a notebook wants them: three significant digits, a unit, and "–" where nothing is known.

export const unknown = "–";

const scaled = (value: number, digits = 3): string => {
  if (value === 0) return "0";
  const whole = Math.max(0, Math.floor(Math.log10(Math.abs(value))) + 1);
  const fixed = value.toFixed(Math.min(12, Math.max(0, digits - Math.max(1, whole))));
  return whole > 3 ? grouped(Math.round(value)) : fixed;
};

/** 12345 -> "12,345". */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A duration: "140 ns", "2.40 ms", "18.2 s", "4.0 min". */
export function seconds(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return unknown;
  if (value === 0) return "0 s";
  // The half-digit keeps 999.6 µs from becoming "1000 µs".
  if (value < 0.9995e-6) return `${scaled(value * 1e9)} ns`;
  if (value < 0.9995e-3) return `${scaled(value * 1e6)} µs`;
  if (value < 0.9995) return `${scaled(value * 1e3)} ms`;
  if (value < 119.95) return `${scaled(value)} s`;
  return `${scaled(value / 60)} min`;
}

/** A share: "0.6 %", "96 %", "132 %". */
export function percent(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return unknown;
  const value = 100 * share;
  const text = Math.abs(value) < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : grouped(Math.round(value));
  return value > 0 && text === "0" ? "< 0.1 %" : `${text} %`;
}

/** A quotient of times: "1.37×", "38×", "12,345×". */
export function times(ratio: number | undefined): string {
  if (ratio === undefined || !Number.isFinite(ratio)) return unknown;
  if (ratio < 9.95) return `${ratio.toFixed(ratio < 1.995 ? 2 : 1)}×`;
  return `${grouped(Math.round(ratio))}×`;
}

/** A rate with its unit's prefix: perSecond(3.86e10, "B") is "38.6 GB/s". */
export function perSecond(value: number | undefined, unit: "B" | "FLOP"): string {
  if (value === undefined || !Number.isFinite(value)) return unknown;
  const [divisor, prefix] =
    value >= 0.9995e12 ? [1e12, "T"] : value >= 0.9995e9 ? [1e9, "G"] : value >= 0.9995e6 ? [1e6, "M"] : [1e3, "k"];
  return `${scaled(value / divisor)} ${prefix}${unit}/s`;
}

/** A size: "32 MB", in powers of two as memory is sold. */
export function bytes(value: number): string {
  const [divisor, unit] =
    value >= 2 ** 30
      ? [2 ** 30, "GB"]
      : value >= 2 ** 20
        ? [2 ** 20, "MB"]
        : value >= 2 ** 10
          ? [2 ** 10, "KB"]
          : [1, "B"];
  return `${scaled(value / divisor).replace(/\.0+$/, "")} ${unit}`;
}

/** A rounding error: "1.1e-16", and "0" for bit-equal. */
export function error(value: number | undefined): string {
  if (value === undefined) return unknown;
  return value === 0 ? "0" : value.toExponential(1).replace("e+", "e");
}

/** "1 variant", "61 variants". */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(value)} ${value === 1 ? noun : plural}`;
}
