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
  /** What it did last. */
  readonly last: {
    /** The number of the cell that had no answer yet. */
    readonly running: number | undefined;
    /** The number of the cell whose code ran: another one's where a timer of an earlier cell fired. */
    readonly cell?: number;
    /** The specialized function whose native code ran. */
    readonly native?: string | undefined;
  };
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
  const evalue = `${cause}${placeOf(exit.last)}. All variables are lost; a fresh session has been started.`;
  return { ename, evalue, traceback: [`\u001b[31m${ename}\u001b[39m: ${evalue}`] };
}

/** " while Cell 5 ran, in the native code of laplacian of Cell 2": what is known of it. */
function placeOf({ running, cell = 0, native }: Exit["last"]): string {
  const left = `that Cell ${cell} had left running`;
  const parts = [
    running === undefined ? (cell > 0 ? ` in code ${left}` : " while no cell ran") : ` while Cell ${running} ran`,
  ];
  if (running !== undefined && cell > 0 && cell !== running) parts.push(`in a timer ${left}`);
  if (native !== undefined) parts.push(`in the native code of ${native}`);
  return parts.join(", ");
}

function classify({ code, signal, stderr, stuck }: Exit): { readonly ename: string; readonly cause: string } {
  if (stuck) {
    return { ename: "SessionKilled", cause: "The session did not react to the interrupt and was ended" };
  }
  // A shell's convention, also Node's own after a signal: 128 + the signal's number.
  const number = code === null ? 0 : code - 128;
  const known = (Object.entries(constants.signals) as [NodeJS.Signals, number][]).find(([, value]) => value === number);
  const name = signal ?? (code !== null && code > 128 ? known?.[0] : undefined);
  if (/JavaScript heap out of memory|Reached heap limit|Allocation failed - process out of memory/.test(stderr)) {
    return {
      ename: "OutOfMemory",
      cause: `The session ran out of JavaScript heap memory (${name ?? `exit code ${code}`})`,
    };
  }
  if (name !== undefined) {
    const words = SIGNALS[name];
    return {
      ename: "SessionCrashed",
      cause: `The session process was ended by ${name}${words === undefined ? "" : ` (${words})`}`,
    };
  }
  return {
    ename: "SessionExited",
    cause: `The session process exited with code ${code}, as process.exit(${code}) does,`,
  };
}
