// Programs that cells start: their output goes where the cell's goes, live, and an interrupt ends them.
import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** What it prints is given back instead of shown; its stderr is shown. */
  readonly capture?: boolean;
}

export interface CommandResult {
  /** As a shell has it: 128 + the signal's number for a program that a signal has ended. */
  readonly exitCode: number;
  /** What it printed, if that was captured. */
  readonly output: string;
}

export interface Commands {
  /** @throws Error if it can't be started */
  run(command: Command): Promise<CommandResult>;
  /** Ends what runs: the interrupted cell no longer waits for it. */
  interrupted(): void;
}

const KILL_AFTER = 500; // ms that a program has to end itself

export function createCommands(): Commands {
  const running = new Set<ChildProcess>();
  return {
    run({ file, args, cwd = process.cwd(), capture = false }) {
      return new Promise((resolve, reject) => {
        // the pipes of the session itself, so that its text and the program's keep their order
        const child = spawn(file, args, { cwd, stdio: ["ignore", capture ? "pipe" : 1, 2] });
        running.add(child);
        const chunks: Buffer[] = [];
        child.stdout?.on("data", (chunk: Buffer) => void chunks.push(chunk));
        child.once("error", (error) => {
          running.delete(child);
          reject(error);
        });
        child.once("close", (code, signal) => {
          running.delete(child);
          const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
          resolve({ exitCode, output: Buffer.concat(chunks).toString() });
        });
      });
    },
    interrupted() {
      if (running.size === 0) return;
      // as Ctrl-C in a terminal does: the session's whole group, which it survives itself
      process.kill(0, "SIGINT");
      for (const child of running) {
        const limit = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER);
        child.once("close", () => clearTimeout(limit));
      }
      running.clear();
    },
  };
}
