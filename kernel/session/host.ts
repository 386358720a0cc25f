// What the session is to the compiler: a place to draw, a word that says "stop", and the time between cells.
import { randomUUID } from "node:crypto";
import type { CallRecord, Host, MimeBundle, Output } from "../../specializers/index.ts";
import { Interrupted } from "./interrupt/boundary.ts";
import type { Intrinsics } from "./intrinsics.ts";
import type { OutgoingMessage } from "./output/channel.ts";

export interface SessionHost extends Host {
  /** A cell arrives: called before any of its code runs. */
  busy(): void;
  /** The cell's code has ended, its reply has not gone out. */
  ending(): void;
  /** The cell has ended; listeners hear of it unless another one arrives at once. */
  waits(): void;
  /** An interrupt has stopped whatever ran. */
  interrupt(): void;
}

/** Cells that run one after the other ("Run All") are not idle time in between. */
const GRACE = 20; // ms

export interface HostPorts {
  readonly send: (message: OutgoingMessage) => void;
  /** The cell to which an output belongs. */
  readonly owner: () => string;
  readonly cancel: Int32Array;
  readonly record: CallRecord | undefined;
  readonly report: (error: unknown) => void;
  readonly intrinsics: Pick<Intrinsics, "own">;
}

/** Draws a bundle at the place of a display id: a new one in the cell, or wherever that place is. */
export const drawOutput = (
  send: HostPorts["send"],
  event: "display_data" | "update_display_data",
  { cell, displayId, data }: { readonly cell: string; readonly displayId: string; readonly data: MimeBundle },
): void =>
  send({ kind: "display", id: cell, event, content: { data, metadata: {}, transient: { display_id: displayId } } });

/**
 * An output that later bundles replace, wherever the cell is by then. An update belongs to the cell that runs when it is
 * sent: clients find its place by the display id, and some (nbclient) hear of nothing but the running cell.
 */
export function createOutput({ send, owner }: Pick<HostPorts, "send" | "owner">, bundle: MimeBundle): Output {
  const displayId = randomUUID();
  drawOutput(send, "display_data", { cell: owner(), displayId, data: bundle });
  return { update: (data) => drawOutput(send, "update_display_data", { cell: owner(), displayId, data }) };
}

export function createHost(ports: HostPorts): SessionHost {
  const idleListeners: (() => void)[] = [];
  const busyListeners: (() => void)[] = [];
  const endingListeners: (() => void)[] = [];
  const interruptListeners: (() => void)[] = [];
  const call = (listeners: readonly (() => void)[]): void =>
    ports.intrinsics.own(() => {
      for (const listener of listeners) {
        try {
          listener();
        } catch (error) {
          ports.report(error);
        }
      }
    });
  const { setTimeout, clearTimeout } = globalThis; // before they are wrapped for cells
  let running = false;
  let told = true; // the listeners know of the present state
  let timer: NodeJS.Timeout | undefined;
  return {
    display: (bundle) => createOutput(ports, bundle),
    cancel: ports.cancel,
    record: ports.record,
    interrupted: () => new Interrupted(),
    onIdle: (listener) => void idleListeners.push(listener),
    onBusy: (listener) => void busyListeners.push(listener),
    onEnding: (listener) => void endingListeners.push(listener),
    onInterrupt: (listener) => void interruptListeners.push(listener),
    get idle() {
      return !running;
    },
    interrupt: () => call(interruptListeners),
    ending: () => call(endingListeners),
    busy() {
      clearTimeout(timer);
      running = true;
      told = false;
      call(busyListeners);
    },
    waits() {
      running = false;
      if (told) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        told = true;
        call(idleListeners);
      }, GRACE);
      timer.unref();
    },
  };
}
