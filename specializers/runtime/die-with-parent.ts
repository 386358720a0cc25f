// Ties a process to the one that started it.
import { libc } from "./native.ts";

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/** From now on the system kills this process when its parent dies, even while it is stopped. `parent`: who started it. */
export const dieWithParent = (parent: number): void => {
  libc("int prctl(int option, unsigned long value)")?.(PR_SET_PDEATHSIG, SIGKILL);
  // It may have died before the request.
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
};
