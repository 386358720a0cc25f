// How long work in TypeScript sees that it was interrupted, also work that awaits while its cell is answered and another begins.
import type { Host } from "./host.ts";
import { host } from "./node-host.ts";

let interrupts = 0;
const heard = new WeakSet<Host>();

/** Of work that starts now: throws once there has been an interrupt. Called between pieces of the work. */
export function openCheckpoint(): () => void {
  const current = host();
  if (!heard.has(current)) current.onInterrupt(() => void interrupts++);
  heard.add(current);
  const before = interrupts;
  return () => {
    if (interrupts !== before || Atomics.load(current.cancel, 0) !== 0) throw current.interrupted();
  };
}
