// The session's hold on the tuner: paused at once, continued, stopped, and never left behind.
// Time limit: 240 s
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createTuner } from "../../../specializers/tuner/client.ts";
import { createClock } from "../../../specializers/tuner/clock.ts";
import type { FromTuner } from "../../../specializers/tuner/job.ts";
import { skip } from "../../support/skip.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { until } from "../../support/until.ts";
import { noCompiler, testCache } from "../runtime/compiled.ts";
import { fakeCompiler, whenCompiling } from "../toolchain/fakes.ts";
import { generateFor, jobOf } from "./job.ts";
import { knownCeilings, statesOf, tuneJob } from "./support.ts";

const missing = noCompiler(testCache());
const native = (name: string, body: () => Promise<void>): void => {
  if (missing === undefined) test(name, body);
  else skip(test, name, missing);
};

/** Stopped, or waiting for a stopped child that it shares its memory with (a compiler's driver that starts a pass). */
const standsStill = (states: ReadonlyMap<number, string>): boolean =>
  [...states.values()].every((state) => state === "T" || state === "D");

/** A tuner that is busy with a variant that never ends. */
const busyTuner = async () => {
  const cacheFolder = temporaryFolder("busy");
  knownCeilings(cacheFolder);
  const messages: FromTuner[] = [];
  const client = createTuner({ generate: generateFor(), on: (message) => messages.push(message) });
  const flavours = ["right", "endless loop", "slow"] as const;
  client.tune(jobOf({ cacheFolder, flavours, targets: ["openmp"], seconds: 60 }), { hold: true });
  await until(() => messages.some(({ kind }) => kind === "best"));
  const pid = client.pid();
  if (pid === undefined) throw new Error("no tuner");
  return { client, pid, messages };
};

native("a pause stops the whole group within 10 ms; resuming goes on to the end", async () => {
  const { client, pid, messages } = await busyTuner();
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    await until(() => statesOf(pid).size >= 2);
    const start = performance.now();
    client.pause();
    const returned = performance.now() - start;
    let states = statesOf(pid);
    while (!standsStill(states)) states = statesOf(pid);
    times.push(performance.now() - start);
    assert.ok(returned < times.at(-1)!);
    client.resume();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  // On a machine that does other work a process may wait for its turn to be stopped: the fastest shows the mechanism.
  assert.ok(Math.min(...times) < 10, times.join());
  await until(() => messages.some(({ kind }) => kind === "done"));
  assert.ok(messages.some((message) => message.kind === "trial" && message.trial.status === "timeout"));
  client.close();
});

native("nothing moves while paused, and no limit fires for the time", async () => {
  const { client, pid, messages } = await busyTuner();
  await until(() => messages.some((message) => message.kind === "trial" && message.trial.name === "openmp right"));
  client.pause();
  await until(() => standsStill(statesOf(pid)));
  await new Promise((resolve) => setImmediate(resolve));
  const before = messages.length;
  // Longer than the limit of the check that it was stopped in.
  await new Promise((resolve) => setTimeout(resolve, 2600));
  assert.is(messages.length, before);
  assert.ok(standsStill(statesOf(pid)));
  client.resume();
  await until(() => messages.some(({ kind }) => kind === "done"));
  const slow = messages.findLast((message) => message.kind === "trial" && message.trial.name === "openmp slow");
  assert.is(slow?.kind === "trial" && slow.trial.status, "ok");
  client.close();
});

native("stop ends a job at once, with what is best so far", async () => {
  const { client, pid, messages } = await busyTuner();
  client.stop("job");
  await until(() => messages.some(({ kind }) => kind === "done"));
  const done = messages.at(-1);
  assert.equal(done, { kind: "done", id: "job", final: false, noisy: done?.kind === "done" && done.noisy });
  await until(() => statesOf(pid).size === 0 && client.pid() === undefined);
  client.close();
});

native("close leaves no process, paused or not", async () => {
  for (const paused of [false, true]) {
    const { client, pid } = await busyTuner();
    if (paused) client.pause();
    client.close();
    await until(() => statesOf(pid).size === 0);
  }
});

native("a tuner that is killed ends its jobs, and the next job starts another", async () => {
  const { client, pid, messages } = await busyTuner();
  process.kill(pid, "SIGKILL");
  await until(() => messages.some(({ kind }) => kind === "done"));
  assert.ok(
    messages.some((message) => message.kind === "note" && /The tuner ended unexpectedly: SIGKILL/.test(message.text)),
  );
  await until(() => statesOf(pid).size === 0);
  const { done } = await tuneJob(jobOf({ cacheFolder: temporaryFolder("next"), flavours: ["right"], targets: ["js"] }));
  assert.ok(done.final);
  client.close();
});

/** A session that tunes, in a process of its own. */
const startSession = async (setup: string, path = process.env.PATH ?? "") => {
  const cacheFolder = temporaryFolder("session");
  knownCeilings(cacheFolder);
  const url = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const script = `const { createTuner } = await import(${url("../../../specializers/tuner/client.js")});
    const { jobOf, generateFor } = await import(${url("./job.js")});
    const client = createTuner({ generate: generateFor(), on: (message) => console.log(JSON.stringify(message.kind)) });
    client.tune(jobOf({ cacheFolder: ${JSON.stringify(cacheFolder)}, flavours: ["right", "endless loop"], targets: ["openmp"], seconds: 60 }), { hold: true });
    console.log(client.pid());
    ${setup}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, PATH: path },
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  await until(() => text.includes("\n"));
  return { child, pid: Number.parseInt(text, 10), text: () => text };
};

native("a session that is killed leaves no process", async () => {
  const { child, pid, text } = await startSession("");
  await until(() => text().includes('"best"') && statesOf(pid).size >= 2);
  child.kill("SIGKILL");
  await until(() => statesOf(pid).size === 0);
});

native("a session that is killed while its tuner is paused leaves no process", async () => {
  const { child, pid, text } = await startSession(
    "setTimeout(() => { client.pause(); console.log('paused'); setInterval(() => {}, 1000); }, 800);",
  );
  await until(() => text().includes("paused"));
  await until(() => standsStill(statesOf(pid)));
  assert.ok(statesOf(pid).size >= 1);
  child.kill("SIGKILL");
  await until(() => statesOf(pid).size === 0);
});

native("a session that is killed while a compiler hangs, paused, leaves no process", async () => {
  const folder = temporaryFolder("hang");
  const path = fakeCompiler(
    whenCompiling(`echo $$ > '${folder}/new'; /bin/mv '${folder}/new' '${folder}/pid'; while :; do :; done`),
  );
  const setup = `const { existsSync } = await import("node:fs");
    const waiting = setInterval(() => { if (!existsSync(${JSON.stringify(join(folder, "pid"))})) return; clearInterval(waiting); client.pause(); console.log("paused"); setInterval(() => {}, 1000); }, 5);`;
  const { child, pid, text } = await startSession(setup, path);
  await until(() => text().includes("paused"));
  const compiler = Number.parseInt(readFileSync(join(folder, "pid"), "utf8"), 10);
  assert.ok(existsSync(`/proc/${compiler}`));
  child.kill("SIGKILL");
  await until(() => statesOf(pid).size === 0);
});

test("a limit does not count a pause, though its timer has run out", async () => {
  const clock = createClock();
  let expired = false;
  clock.timer(0.05, () => {
    expired = true;
  });
  // The process stands still: nothing runs, then timers and the message of the pause are there together.
  setImmediate(() => {
    const end = performance.now() + 80;
    while (performance.now() < end);
    setImmediate(() => clock.skip(0.08));
  });
  await new Promise((resolve) => setTimeout(resolve, 90));
  assert.not.ok(expired);
  await until(() => expired);
  assert.ok(clock.now() >= 0.05);
});

test("a cancelled limit never fires", async () => {
  const clock = createClock();
  let expired = false;
  clock.timer(0.01, () => {
    expired = true;
  })();
  await new Promise((resolve) => setTimeout(resolve, 40));
  assert.not.ok(expired);
});

test.run();
