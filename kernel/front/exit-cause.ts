// Why a session process ended, in plain words.
import { constants } from "node:os";
import type { ErrorContent } from "../session/protocol.ts";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what the session wrote to stderr. */
  readonly stderr: string;
  /** True when the front ended it because a cell did not stop. */
  readonly stuck: boolean;
}

const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGSEGV: "a segmentation fault in native code",
  SIGBUS: "an invalid memory access in native code",
  SIGILL: "an illegal instruction in native code",
  SIGFPE: "an arithmetic fault in native code",
  SIGABRT: "an abort in native code",
  SIGKILL: "killed from outside, often by the system because memory ran out",
  SIGTERM: "asked to end from outside",
};

/** What the cell that ran says about the end of its session. */
export function explainExit(exit: Exit): ErrorContent {
  const { ename, cause } = classify(exit);
  const evalue = `${cause} All variables are lost; a fresh session has been started.`;
  return { ename, evalue, traceback: [`\u001b[31m${ename}\u001b[39m: ${evalue}`] };
}

function classify({ code, signal, stderr, stuck }: Exit): { readonly ename: string; readonly cause: string } {
  if (stuck) {
    return { ename: "SessionKilled", cause: "The cell did not react to the interrupt, so its session was ended." };
  }
  // A shell's convention, also Node's own after a signal: 128 + the signal's number.
  const number = code === null ? 0 : code - 128;
  const known = (Object.entries(constants.signals) as [NodeJS.Signals, number][]).find(([, value]) => value === number);
  const name = signal ?? (code !== null && code > 128 ? known?.[0] : undefined);
  if (/JavaScript heap out of memory|Reached heap limit|Allocation failed - process out of memory/.test(stderr)) {
    return {
      ename: "OutOfMemory",
      cause: `The session ran out of JavaScript heap memory (${name ?? `exit code ${code}`}).`,
    };
  }
  if (name !== undefined) {
    const words = SIGNALS[name];
    return {
      ename: "SessionCrashed",
      cause: `The session process was ended by ${name}${words === undefined ? "" : ` (${words})`}.`,
    };
  }
  return {
    ename: "SessionExited",
    cause: `The session process exited with code ${code}, as process.exit(${code}) does.`,
  };
}
