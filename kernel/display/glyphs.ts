// Digits as strokes, drawn smooth into a plane of coverages: pictures carry their numbers themselves, as no front end shows
// text beside a picture in every theme and on every page.

/** Polylines on a grid 4 wide and 8 high, baseline at 7. */
const strokes: Readonly<Record<string, string>> = {
  "0": "2,1 3,1.4 3.6,2.6 3.6,5.4 3,6.6 2,7 1,6.6 .4,5.4 .4,2.6 1,1.4 2,1",
  "1": ".7,2.4 2.2,1 2.2,7",
  "2": ".5,2.6 .8,1.6 1.6,1 2.6,1 3.3,1.6 3.4,2.7 2.8,3.9 .5,7 3.6,7",
  "3": ".5,1 3.4,1 1.8,3.4 2.8,3.6 3.5,4.5 3.5,5.5 3,6.5 2,7 1.1,6.8 .4,6",
  "4": "2.8,7 2.8,1 .3,5.2 3.8,5.2",
  "5": "3.3,1 .9,1 .7,3.8 1.8,3.3 2.8,3.6 3.5,4.6 3.5,5.5 3,6.5 2,7 1,6.8 .4,6.1",
  "6": "3.2,1.5 2.2,1 1.2,1.6 .5,3.2 .5,5.3 1,6.5 2,7 3,6.5 3.5,5.4 3.4,4.3 2.8,3.5 2,3.2 1.1,3.6 .5,4.8",
  "7": ".4,1 3.6,1 1.6,7",
  "8": "2,3.8 1,3.3 .7,2.3 1.1,1.3 2,1 2.9,1.3 3.3,2.3 3,3.3 2,3.8 .9,4.4 .4,5.4 .9,6.6 2,7 3.1,6.6 3.6,5.4 3.1,4.4 2,3.8",
  "9": ".8,6.5 1.8,7 2.8,6.4 3.5,4.8 3.5,2.7 3,1.5 2,1 1,1.5 .5,2.6 .6,3.7 1.2,4.5 2,4.8 2.9,4.4 3.5,3.2",
  "-": ".6,4.2 3.4,4.2",
  "+": ".5,4.2 3.5,4.2;2,2.7 2,5.7",
  ".": "1,6.9 1,7",
  e: ".5,4.8 3.4,4.8 3.3,3.9 2.7,3.2 1.9,3 1.1,3.3 .5,4.2 .5,5.6 1.1,6.6 2,7 3.1,6.5",
  N: ".5,7 .5,1 3.5,7 3.5,1",
  a: "3.2,3.2 3.2,7;3.2,4.2 2.4,3.1 1.4,3.1 .6,4 .6,5.9 1.3,6.9 2.3,6.9 3.2,5.8",
};

type Segment = readonly [x: number, y: number, toX: number, toY: number];

const segmentsOf = (glyph: string): readonly Segment[] =>
  (strokes[glyph] ?? "").split(";").flatMap((line) => {
    const points = line.split(" ").map((pair) => pair.split(",").map(Number));
    return points.slice(1).map(([toX, toY], index): Segment => [points[index]![0]!, points[index]![1]!, toX!, toY!]);
  });
const known = new Map<string, readonly Segment[]>();

/** Pixels of one unit of the grid. */
const unit = 1.5;
const halfWidth = 0.75;
const advance = (glyph: string): number => (glyph === "." ? 2.4 : 5.2) * unit;
export const textHeight = 8 * unit;
export const textWidth = (text: string): number => Math.ceil([...text].reduce((sum, glyph) => sum + advance(glyph), 0));

const distance = (x: number, y: number, [ax, ay, bx, by]: Segment): number => {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
};

/** Calls `ink` with each pixel that a text covers, and how much of it (0 to 1); `left`, `top` is the text's corner. */
export function drawText(
  text: string,
  left: number,
  top: number,
  ink: (x: number, y: number, coverage: number) => void,
): void {
  let at = left;
  for (const glyph of text) {
    const segments = known.get(glyph) ?? segmentsOf(glyph);
    known.set(glyph, segments);
    for (let y = Math.floor(top); y < top + textHeight + 1; y++)
      for (let x = Math.floor(at); x < at + advance(glyph); x++) {
        const [gx, gy] = [(x + 0.5 - at) / unit, (y + 0.5 - top) / unit];
        const nearest = Math.min(...segments.map((segment) => distance(gx, gy, segment))) * unit;
        const coverage = Math.max(0, Math.min(1, halfWidth + 0.5 - nearest));
        if (coverage > 0) ink(x, y, coverage);
      }
    at += advance(glyph);
  }
}
