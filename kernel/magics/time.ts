// %%time and %time: how long a cell, or a statement, takes.
import { duration } from "./duration.ts";
import type { Magic } from "./magic.ts";

export const time: Magic = {
  name: "time",
  cell: true,
  line: true,
  usage: "(as %time: a statement)",
  summary: "prints the wall time and the processor time of the cell, or of the statement that begins on the line",
  takesCode: true,
  run({ call, next, onEnd, print }) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    const stop = (): void => {
      const { user, system } = process.cpuUsage(cpu);
      print(`Wall time: ${duration(performance.now() - start)}, CPU: ${duration((user + system) / 1000)}\n`);
    };
    // a cell's time is told even if it was interrupted
    if (call.name === "%%time") {
      onEnd(stop);
      return next();
    }
    const value = next();
    void value.then(stop, stop);
    return value;
  },
};
