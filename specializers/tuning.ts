// When tuning happens: in the idle time between cells, one function after the other, or now because somebody asked.
// Everything here is callbacks: an interrupted cell may drop every promise of the session's main thread.
import type { GeneratedKernel } from "./codegen/generated.ts";
import { host } from "./node-host.ts";
import type { Config } from "./specializer.ts";
import { createTuner, type TunerClient } from "./tuner/client.ts";
import type { FromTuner, TuneJob } from "./tuner/job.ts";

/** Something that can be tuned: a function with one layout. */
export interface Tunable {
  /** Made when tuning starts. */
  job(): TuneJob;
  generate(config: Config): GeneratedKernel | string;
  on(message: FromTuner): void;
  /** Called as tuning stops for a cell, or for somebody else's, and goes on after it. */
  paused(paused: boolean): void;
  /** It will not be tuned any more, and gets no further message. */
  dropped(): void;
}

interface Running {
  readonly tunable: Tunable;
  readonly id: string;
  /** Asked for: goes on while a cell runs. */
  readonly wanted: boolean;
}

let client: TunerClient | undefined;
let running: Running | undefined;
/** Asked for, in order: they come first. */
const asked: Tunable[] = [];
/** For idle time. */
const waiting: Tunable[] = [];
let listening = false;

/** Tunes when the session is idle and nothing else is being tuned. */
export function tuneWhenIdle(tunable: Tunable): void {
  if (running?.tunable === tunable || waiting.includes(tunable)) return;
  waiting.push(tunable);
  listen();
  if (!running && host().idle) startNext();
}

/** Tunes at once, or after what was asked for before; what was being tuned in idle time waits. */
export function tuneNow(tunable: Tunable): void {
  listen();
  asked.push(tunable);
  if (running?.wanted) return;
  if (running) {
    const { tunable: postponed } = running;
    waiting.unshift(postponed);
    stopRunning();
    postponed.paused(true);
  }
  startNext();
}

/** Stops tuning something, or keeps it from starting: its function is gone, or is tuned otherwise. */
export function forget(tunable: Tunable): void {
  const at = waiting.indexOf(tunable);
  if (at >= 0) waiting.splice(at, 1);
  const runs = running?.tunable === tunable;
  if (runs) stopRunning();
  if (at < 0 && !runs) return;
  tunable.dropped();
  if (runs) startNext();
}

function listen(): void {
  if (listening) return;
  listening = true;
  host().onBusy(() => {
    if (!running || running.wanted) return;
    client?.pause();
    running.tunable.paused(true);
  });
  host().onIdle(() => {
    if (!running) return startNext();
    client?.resume();
    running.tunable.paused(false);
  });
  host().onInterrupt(() => {
    const dropped = asked.splice(0);
    if (running?.wanted) {
      dropped.unshift(running.tunable);
      stopRunning();
    }
    for (const tunable of dropped) tunable.dropped();
  });
}

function startNext(): void {
  const wanted = asked.shift();
  const next = wanted ?? (host().idle ? waiting.shift() : undefined);
  if (next) start(next, wanted !== undefined);
}

function start(tunable: Tunable, wanted: boolean): void {
  const job = tunable.job();
  client ??= createTuner({
    generate: (id, config) => (running?.id === id ? running.tunable.generate(config) : "no longer wanted"),
    on: receive,
  });
  running = { tunable, id: job.id, wanted };
  client.resume();
  client.tune(job, { hold: wanted });
}

function stopRunning(): void {
  if (!running) return;
  client?.resume();
  client?.stop(running.id);
  running = undefined;
}

function receive(message: FromTuner): void {
  if (!("id" in message) || message.id !== running?.id) return;
  const { tunable } = running;
  if (message.kind === "done") running = undefined;
  tunable.on(message);
  if (message.kind === "done" && !running) startNext();
}
