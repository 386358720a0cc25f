// Colour maps: a number between 0 and 1 becomes a colour. Control points at equal distances, linear in between.

export type Colormap = "viridis" | "inferno" | "coolwarm" | "greys";

// viridis, inferno: van der Walt and Smith, CC0. coolwarm: Moreland, "Diverging Color Maps for Scientific Visualization".
const controlPoints: Readonly<Record<Colormap, string>> = {
  viridis: "440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725",
  inferno: "000004 1b0c41 4a0c6b 781c6d a52c60 cf4446 ed6925 fb9b06 f7d13d fcffa4",
  coolwarm: "3b4cc0 5977e3 7b9ff9 9ebeff c0d4f5 dddcdc f2cbb7 f7ac8e ee8468 d65244 b40426",
  greys: "000000 ffffff",
};

export const colormapNames = Object.keys(controlPoints) as readonly Colormap[];

/** `steps` colours of a map at equal distances, three bytes each. */
export const colormapTable = (name: Colormap, steps: number): Uint8Array => {
  const points = controlPoints[name]
    .split(" ")
    .map((hex) => [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  const table = new Uint8Array(steps * 3);
  for (let step = 0; step < steps; step++) {
    const place = (step / (steps - 1)) * (points.length - 1);
    const left = Math.min(Math.floor(place), points.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const [from, to] = [points[left]![channel]!, points[left + 1]![channel]!];
      table[step * 3 + channel] = Math.round(from + (to - from) * (place - left));
    }
  }
  return table;
};
