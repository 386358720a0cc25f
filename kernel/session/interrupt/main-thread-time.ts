// Processor time that the process's main thread has used, as seen from another thread.
import { readFileSync } from "node:fs";

const SCHEDULER = `/proc/self/task/${process.pid}/schedstat`; // nanoseconds on a processor come first

/** In milliseconds. Where the system does not tell it of one thread, that of the whole process. */
export function mainThreadTime(): number {
  try {
    const used = Number(readFileSync(SCHEDULER, "latin1").split(" ")[0]);
    if (used > 0) return used / 1e6;
  } catch {
    // not Linux
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
