// Contrast of text as WCAG 2 computes it, in the two themes of JupyterLab, from inline styles alone.
import type { Element } from "./html.ts";

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

export interface Theme {
  readonly name: string;
  readonly background: Colour;
  readonly text: Colour;
  /** Backgrounds that JupyterLab gives to table rows: even ones, and the one under the pointer. */
  readonly evenRow: Colour;
  readonly hoverRow: Colour;
}

export const themes: readonly Theme[] = [
  {
    name: "light",
    background: [255, 255, 255, 1],
    text: [0, 0, 0, 0.87],
    evenRow: [245, 245, 245, 1],
    hoverRow: [225, 245, 254, 1],
  },
  {
    name: "dark",
    background: [17, 17, 17, 1],
    text: [255, 255, 255, 1],
    evenRow: [33, 33, 33, 1],
    hoverRow: [3, 169, 244, 0.2],
  },
];

export function parseColour(text: string): Colour {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1];
  if (hex) {
    const wide = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
    return [0, 2, 4].map((i) => Number.parseInt(wide.slice(i, i + 2), 16)).concat(1) as unknown as Colour;
  }
  const parts = /^rgba?\(([^)]*)\)$/.exec(text)?.[1]?.split(",").map(Number);
  if (!parts || parts.length < 3) throw new Error(`not a colour: ${text}`);
  return [parts[0]!, parts[1]!, parts[2]!, parts[3] ?? 1];
}

const over = (top: Colour, below: Colour): Colour => {
  const mix = (i: 0 | 1 | 2): number => top[i] * top[3] + below[i] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
};

function luminance(colour: Colour): number {
  const linear = (value: number): number =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

export function ratio(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

/** The least contrast of an element's text, over the rows it may stand in. */
export function contrastOf(element: Element, theme: Theme): number {
  const path: Element[] = [];
  for (let at: Element | undefined = element; at; at = at.parent) path.unshift(at);
  const row = path.find((at) => at.name === "tr");
  const rows = row ? [theme.background, theme.evenRow, theme.hoverRow] : [theme.background];
  return Math.min(...rows.map((colour) => contrastOn(path, theme, over(colour, theme.background))));
}

function contrastOn(path: readonly Element[], theme: Theme, ground: Colour): number {
  let background = ground;
  let text = theme.text;
  let opacity = 1;
  for (const { styles } of path) {
    opacity *= Number(styles.get("opacity") ?? 1);
    const fill = styles.get("background-color");
    if (fill !== undefined && fill !== "transparent") {
      const colour = parseColour(fill);
      background = over([colour[0], colour[1], colour[2], colour[3] * opacity], background);
    }
    const own = styles.get("color");
    if (own !== undefined) text = parseColour(own);
  }
  return ratio(over([text[0], text[1], text[2], text[3] * opacity], background), background);
}
