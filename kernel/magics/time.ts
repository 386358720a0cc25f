// %%time and %time: how long a cell, or the statements of a line, take.
import type { Magic } from "./magic.ts";

export const time: Magic = {
  name: "time",
  cell: true,
  line: true,
  usage: "(as %time: a statement)",
  summary: "prints the wall time and the processor time of the cell, or of the statements that begin on the line",
  takesCode: true,
  read: ({ name, line }) =>
    name === "%%time" ? { kind: "time", scope: "cell" } : { kind: "time", scope: "line", line },
};

/** `Wall time: 1.23 s, CPU: 4.56 s`. */
export const timeText = (wall: number, cpu: number): string => `Wall time: ${duration(wall)}, CPU: ${duration(cpu)}`;

/** @param milliseconds a time span */
function duration(milliseconds: number): string {
  if (milliseconds < 1) return `${(milliseconds * 1000).toPrecision(3)} µs`;
  if (milliseconds < 1000) return `${milliseconds.toPrecision(3)} ms`;
  const seconds = milliseconds / 1000;
  return seconds < 60
    ? `${seconds.toPrecision(3)} s`
    : `${Math.floor(seconds / 60)} min ${(seconds % 60).toFixed(1)} s`;
}
