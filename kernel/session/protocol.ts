// Messages between the front (sockets, order of outputs) and the session (evaluates cells). JSON over Node's IPC;
// fd 4 is the watchdog's own pipe. Outputs of a cell carry the cell's id, also when they come late.
import type { HistoryEntry, HistoryQuery } from "../magics/history-query.ts";
import type { Told } from "../magics/told.ts";
import type { RuntimeNames } from "./runtime-names.ts";

export interface ExecuteRequest {
  readonly kind: "execute";
  /** msg_id of the execute_request. */
  readonly id: string;
  readonly code: string;
  readonly silent: boolean;
  readonly executionCount: number;
  readonly userExpressions: Readonly<Record<string, string>>;
  readonly allowStdin: boolean;
}

export interface CommRequest {
  readonly kind: "comm";
  /** msg_id of the comm message; the session answers with "handled" and the same id once its handlers have returned. */
  readonly id: string;
  readonly event: "open" | "msg" | "close";
  readonly content: unknown;
  readonly metadata: unknown;
  /** Binary frames, as base64. */
  readonly buffers?: readonly string[];
}

export type ToSession =
  | ExecuteRequest
  | { readonly kind: "stdin"; readonly id: string; readonly value: string }
  | CommRequest
  /** Sent with each WATCHDOG_INTERRUPT: it comes behind the cells that were sent before, which the pipe's word may
   *  overtake. `running` is the cell that the front waits for; one that the session has never seen is answered for. */
  | { readonly kind: "interrupt"; readonly running: string | undefined }
  | { readonly kind: "history"; readonly number: number; readonly entries: readonly HistoryEntry[] }
  /** What names a value has, which completion asks while no cell runs: answered by "names" with the same id. */
  | { readonly kind: "names"; readonly id: number; readonly path: readonly string[] }
  | { readonly kind: "shutdown" };

export type FromSession =
  | { readonly kind: "ready" }
  | { readonly kind: "names"; readonly id: number; readonly names: RuntimeNames | undefined }
  | {
      readonly kind: "display";
      readonly id: string;
      readonly event: "display_data" | "update_display_data" | "execute_result" | "clear_output";
      readonly content: unknown;
      readonly marker: number;
    }
  | { readonly kind: "error"; readonly id: string; readonly content: ErrorContent; readonly marker: number }
  /** Answered by a "history" with the same number. */
  | { readonly kind: "history"; readonly number: number; readonly query: HistoryQuery; readonly marker: number }
  | { readonly kind: "told"; readonly told: Told; readonly marker: number }
  | {
      readonly kind: "comm";
      readonly id: string;
      readonly event: "open" | "msg" | "close";
      readonly content: unknown;
      readonly metadata?: unknown;
      readonly buffers?: readonly string[];
      readonly marker: number;
    }
  | { readonly kind: "handled"; readonly id: string; readonly marker: number }
  /** The text that follows on fd 1 and fd 2 belongs to this cell (late output of an earlier one, or back again). Without
   *  it, text belongs to the last cell that the front has sent. */
  | { readonly kind: "owner"; readonly id: string; readonly marker: number }
  | {
      readonly kind: "input";
      readonly id: string;
      readonly prompt: string;
      readonly password: boolean;
      readonly marker?: number;
    }
  | {
      readonly kind: "done";
      readonly id: string;
      readonly status: "ok" | "error";
      readonly error?: ErrorContent;
      readonly userExpressions: unknown;
      readonly payload: readonly unknown[];
      /** The content of the cell's execute_result, where nothing came behind it: one message wakes the front once. */
      readonly result?: unknown;
      readonly marker: number;
    };

/**
 * The record that outlives a session: a file on fd 5. Its first words (32 bits, as this machine has them) are the numbers
 * of the native function that runs on the main thread, of the one started last on another thread, and of the cell whose
 * code runs; 0: none. Behind them the functions' names, a line each, count from 1.
 */
export const RECORD = { descriptor: 5, cell: 8, names: 64 } as const;

export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/**
 * The session writes this to fd 1 and fd 2 before it sends a message that carries `marker`; the front cuts it out of
 * both streams and publishes the message only after both markers, so that outputs keep their order. The token is a
 * random word that the front hands over in the environment, so that user output can't forge one by accident.
 */
export const markerText = (token: string, marker: number): string => `\u001b]${token};${marker}\u0007`;
/** Where Node's IPC channel lies in the session: a line of JSON for each message. */
export const IPC_FD = 3;
export const MARKER_TOKEN = "TAIPAN_MARKER_TOKEN";

/**
 * Words on the watchdog's pipe (fd 4), one a line: the front writes "interrupt"; the watchdog answers "stopping" when it
 * has made its first attempt, and "done" when nothing is pending.
 */
export const WATCHDOG_INTERRUPT = "interrupt";
export const WATCHDOG_STOPPING = "stopping";
export const WATCHDOG_DONE = "done";
