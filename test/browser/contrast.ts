// Contrast of texts with what lies behind them, measured in the page. Colours and their composition after WCAG 2.2,
// "relative luminance" and "contrast ratio".

/** The part of the page's own objects that is used here: tests are compiled without the browser's types. */
interface PageElement {
  readonly parentElement: PageElement | null;
  checkVisibility(): boolean;
}
interface PageText {
  readonly parentElement: PageElement;
  readonly textContent: string;
}
declare const document: {
  createTreeWalker(root: unknown, show: number): { nextNode(): PageText | null };
};
declare const getComputedStyle: (element: PageElement) => {
  readonly color: string;
  readonly backgroundColor: string;
  readonly backgroundImage: string;
};

/** Runs in the page (so it refers to nothing of this file): the visible texts below `root` with less contrast than `least`. */
export const faintTexts = (root: unknown, least: number): string[] => {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const colour = (text: string): Colour => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const over = (top: Colour, bottom: Colour): Colour => {
    const mixed = (at: 0 | 1 | 2): number => top[at] * top[3] + bottom[at] * (1 - top[3]);
    return [mixed(0), mixed(1), mixed(2), 1];
  };
  const linear = (byte: number): number =>
    byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = ([red, green, blue]: Colour): number =>
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  const ratio = (a: Colour, b: Colour): number => {
    const [one, other] = [luminance(a), luminance(b)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  /** Every colour that may lie behind an element: a gradient has several. */
  const behind = (element: PageElement | null): readonly Colour[] => {
    if (!element) return [[255, 255, 255, 1]];
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    const own = colour(backgroundColor);
    const base = own[3] === 1 ? [own] : behind(element.parentElement).map((below) => over(own, below));
    const stops = backgroundImage.match(/rgba?\([^)]*\)/g) ?? [];
    return [...base, ...stops.flatMap((stop) => base.map((below) => over(colour(stop), below)))];
  };
  const faint: string[] = [];
  const showTexts = 4;
  const walker = document.createTreeWalker(root, showTexts);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (!text || !element.checkVisibility()) continue;
    const ink = colour(getComputedStyle(element).color);
    const worst = Math.min(...behind(element).map((ground) => ratio(over(ink, ground), ground)));
    if (worst < least) faint.push(`${worst.toFixed(2)}: ${text.slice(0, 60)}`);
  }
  return faint;
};
