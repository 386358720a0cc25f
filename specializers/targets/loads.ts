// How a load's index is written: directly in the core of a sweep, through boundary rules in its shell.
import type { Boundary } from "../ir/dtype.ts";
import type { PlatformParameter } from "../ir/platform.ts";
import { level, type Text } from "./text.ts";

/** The index text of a load of `array` displaced by `offset`, and the test (if any) under which it stands inside. */
export interface Place {
  readonly index: string;
  /** The pointer that stands for the array, where it is not its own name. */
  readonly base?: string;
  /** Instead of memory: a variable that holds what this point has stored. */
  readonly register?: string;
  /** Where false, the value is `outside`. */
  readonly test: string | undefined;
  readonly outside: number;
}

export type Placer = (array: string, offset: readonly number[]) => Place;

/** `base + 2 * s0 - s1 + 1`: the last axis has stride 1. */
export function linear(base: string, offset: readonly number[]): string {
  const terms = offset.map((steps, axis) => {
    if (steps === 0) return "";
    const sign = steps < 0 ? " - " : " + ";
    const size = Math.abs(steps);
    if (axis === offset.length - 1) return `${sign}${size}`;
    return `${sign}${size === 1 ? "" : `${size} * `}s${axis}`;
  });
  return base + terms.join("");
}

/** Reads that all stay inside: one linear index and constants. */
export const corePlacer =
  (base: string): Placer =>
  (_array, offset) => ({ index: linear(base, offset), test: undefined, outside: 0 });

/** A declaration that a shell needs before its loads: an index that went through a boundary rule, or a test. */
export interface Declaration {
  readonly name: string;
  readonly value: string;
  readonly kind: "index" | "test";
}

export interface ShellPlacer {
  readonly place: Placer;
  /** Once a row: what the outer axes decide. */
  readonly perRow: ReadonlyMap<string, Declaration>;
  /** Once a point: what the last axis decides. */
  readonly perPoint: ReadonlyMap<string, Declaration>;
}

const suffix = (offset: readonly number[]): string =>
  offset.map((o) => (o < 0 ? `m${-o}` : o > 0 ? `p${o}` : "0")).join("_");

const displaced = (index: string, by: number): string =>
  by === 0 ? index : by < 0 ? `${index} - ${-by}` : `${index} + ${by}`;

/**
 * Reads that may leave the grid at row (i0, …). Outer axes go through the rule once a row; the last axis does so only
 * with `mapLast`, else `x` displaced stays inside. Rows that stand outside under a number read their own row instead
 * and drop what they read, so that the loop over a row has no branch.
 */
export function shellPlacer(parameters: readonly PlatformParameter[], rank: number, mapLast: boolean): ShellPlacer {
  const boundaries = new Map(parameters.map((p) => [p.name, p.boundary]));
  const perRow = new Map<string, Declaration>();
  const perPoint = new Map<string, Declaration>();
  const lastAxis = rank - 1;
  const place: Placer = (array, offset) => {
    const boundary: Boundary = boundaries.get(array) ?? "none";
    const constant = typeof boundary === "number";
    const rule = constant ? "own" : boundary;
    const tests: string[] = [];
    const outer = offset.slice(0, lastAxis);
    const rowName = `r_${rule}_${suffix(outer)}`;
    if (rank > 1 && !perRow.has(rowName)) {
      const tested = outer.flatMap((by, axis) => (by === 0 ? [] : [`inside(${displaced(`i${axis}`, by)}, n${axis})`]));
      const testName = `in_${suffix(outer)}`;
      if (constant && tested.length > 0)
        perRow.set(testName, { name: testName, value: tested.join(" && "), kind: "test" });
      const terms = outer.map((by, axis) => {
        const index = displaced(`i${axis}`, by);
        if (by === 0 || boundary === "none") return `(${index}) * s${axis}`;
        return `${constant ? `(${testName} ? ${index} : i${axis})` : `${boundary}_index(${index}, n${axis})`} * s${axis}`;
      });
      perRow.set(rowName, { name: rowName, value: terms.join(" + ").replace(/\((i\d)\)/g, "$1"), kind: "index" });
    }
    if (constant && outer.some((by) => by !== 0)) tests.push(`in_${suffix(outer)}`);
    const by = offset[lastAxis] ?? 0;
    let last = displaced("x", by);
    if (mapLast && by !== 0 && boundary !== "none") {
      if (constant) tests.push(`inside(${last}, n${lastAxis})`);
      else {
        const name = `x_${rule}_${suffix([by])}`;
        perPoint.set(name, { name, value: `${boundary}_index(${last}, n${lastAxis})`, kind: "index" });
        last = name;
      }
    }
    return {
      index: rank > 1 ? `${rowName} + ${last}` : last,
      test: tests.length > 0 ? tests.join(" && ") : undefined,
      outside: constant ? boundary : 0,
    };
  };
  return { place, perRow, perPoint };
}

/** A load's text from its place. `read` wraps the bare element; `constant` writes the value outside. */
export function loadText(place: Place, read: (index: string) => Text, constant: (value: number) => string): Text {
  if (place.test === undefined) return read(place.index);
  return { text: `${place.test} ? ${read(place.index).text} : ${constant(place.outside)}`, level: level.conditional };
}
