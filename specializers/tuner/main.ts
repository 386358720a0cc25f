// The tuner process: one tuning run after the other, in a process group of its own that the session can stop as a whole.
import { sweepTemporaryFolders } from "../cache/index.ts";
import { dieWithParent } from "../runtime/die-with-parent.ts";
import type { Config } from "../specializer.ts";
import type { Generated } from "./candidate.ts";
import { createClock } from "./clock.ts";
import type { FromTuner, ToTuner, TuneJob } from "./job.ts";
import { tune } from "./tune.ts";

dieWithParent(Number(process.argv[2]));

const clock = createClock();
const waiting: TuneJob[] = [];
const requests = new Map<number, { readonly id: string; readonly answer: (generated: Generated) => void }>();
let running: { readonly id: string; readonly controller: AbortController } | undefined;
let request = 0;

const send = (message: FromTuner): void => {
  process.send?.(message);
};

const generate = (id: string, config: Config): Promise<Generated> =>
  new Promise((answer) => {
    request++;
    requests.set(request, { id, answer });
    send({ kind: "generate", request, id, config });
  });

const start = (): void => {
  const job = running === undefined ? waiting.shift() : undefined;
  if (job === undefined) return;
  const controller = new AbortController();
  running = { id: job.id, controller };
  const port = { send, generate: (config: Config) => generate(job.id, config) };
  tune(job, port, clock, controller.signal).finally(() => {
    running = undefined;
    start();
  });
};

const stop = (id: string): void => {
  const at = waiting.findIndex((job) => job.id === id);
  if (at >= 0) {
    waiting.splice(at, 1);
    send({ kind: "done", id, final: false, noisy: false });
  }
  if (running?.id !== id) return;
  running.controller.abort(new Error("stopped"));
  for (const [number, { id: owner, answer }] of requests) {
    if (owner !== id) continue;
    requests.delete(number);
    answer("stopped");
  }
};

process.on("message", (message: ToTuner) => {
  switch (message.kind) {
    case "tune":
      waiting.push(message.job);
      start();
      break;
    case "generated": {
      const waitingFor = requests.get(message.request);
      requests.delete(message.request);
      waitingFor?.answer(message.kernel ?? message.illegal ?? "no kernel was generated");
      break;
    }
    case "stop":
      stop(message.id);
      break;
    case "resumed":
      clock.skip(message.pausedSeconds);
      break;
  }
});
process.on("disconnect", () => process.exit(0));
// A stop signal's end is noticed by the trial process itself; the tuner only has to be able to go on.
sweepTemporaryFolders();
send({ kind: "ready" });
