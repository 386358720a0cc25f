// scikit-learn beside us: a process that does a round when it is asked, so that rounds interleave.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../../support/root.ts";
import type { MixtureCase } from "./cases.ts";

export interface ScikitLearn {
  readonly version: string;
  /** Seconds of one EM iteration. */
  round(): Promise<number>;
  /** Seconds of a whole fit with so many iterations, k-means++ included. */
  whole(iterations: number): Promise<number>;
  close(): void;
}

export async function startScikitLearn(python: string, bench: MixtureCase): Promise<ScikitLearn> {
  const child = spawn(python, [join(packageRoot, "test/bench/peers/with_scikit_learn.py")], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // its threads wait for more work by spinning: between questions the process is stopped
  const ask = async (question: object): Promise<{ readonly version: string; readonly seconds: number }> => {
    child.kill("SIGCONT");
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await lines.next();
    child.kill("SIGSTOP");
    if (done) throw new Error(`scikit-learn's process ended: ${python}`);
    return JSON.parse(value);
  };
  const { version } = await ask({ ask: "case", ...bench });
  return {
    version,
    round: async () => (await ask({ ask: "round" })).seconds,
    whole: async (iterations) => (await ask({ ask: "whole", iterations, seed: 1 })).seconds,
    close() {
      child.stdin.end();
      child.kill("SIGCONT");
    },
  };
}
