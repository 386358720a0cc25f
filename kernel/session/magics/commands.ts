// Programs that cells start: their output goes where the cell's goes, live, and an interrupt ends them.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
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
  const { setTimeout } = globalThis; // before it is wrapped for cells: those of an interrupted one never fire
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
      const pids = [...running].flatMap(({ pid }) => (pid === undefined ? [] : withDescendants(pid)));
      // as Ctrl-C in a terminal does: the session's whole group, which it survives itself
      process.kill(0, "SIGINT");
      setTimeout(() => {
        for (const pid of pids) kill(pid);
      }, KILL_AFTER);
      running.clear();
    },
  };
}

/** A process and all that it has started, where the system tells; background jobs of a shell ignore SIGINT. */
function withDescendants(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
    return [pid, ...children.flatMap(withDescendants)];
  } catch {
    return [pid]; // it has ended, or this is no Linux
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended
  }
}
