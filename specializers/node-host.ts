// The surroundings when no notebook is there: nothing is drawn, nothing is idle, an interrupt is the process's own affair.
import type { Host } from "./host.ts";

export const nodeHost: Host = {
  display: () => ({ update: () => {} }),
  cancel: new Int32Array(new SharedArrayBuffer(4)),
  record: undefined,
  interrupted: () => new Error("interrupted"),
  onIdle: () => {},
  onBusy: () => {},
  onEnding: () => {},
  onInterrupt: () => {},
  idle: false,
};

let current: Host = nodeHost;

/** A notebook session hands in its own; see kernel/session/host.ts. */
export function setHost(host: Host): void {
  current = host;
}

export const host = (): Host => current;
