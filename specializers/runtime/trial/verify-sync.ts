// Verifies a kernel in a process of its own and waits: what has crashed or written wildly there never runs here.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import type { CheckCase } from "../../tuner/job.ts";
import type { TrialCode } from "./kernel.ts";
import { describeMistake, type Mistake, type Verdict } from "./verify.ts";

export const CHECK_MARK = "c";
export const VERDICT_MARK = "=";

export interface OnceRequest {
  readonly code: TrialCode;
  readonly checks: readonly CheckCase[];
  readonly exact: boolean;
}

export type OnceAnswer =
  | { readonly kind: "verdict"; readonly verdict: Verdict }
  | { readonly kind: "failed"; readonly why: string };

export type VerifyResult =
  | {
      readonly ok: true;
      /** Largest |error| over all checks, and the bound there. */
      readonly error: number;
      readonly bound: number;
      readonly shapes: number;
    }
  | {
      readonly ok: false;
      readonly status: "wrong" | "crash" | "timeout";
      /** In words: "wrong at out[3, 4]: 1.5, expected 2.5". */
      readonly why: string;
      readonly mistake: Mistake | undefined;
    };

const LIMIT_SECONDS = 10;

/** Runs the checks on a kernel in a fresh process; blocks for some 60 ms and what the checks take. Never throws. */
export const verifySync = (
  code: TrialCode,
  checks: readonly CheckCase[],
  exact: boolean,
  limitSeconds: number = LIMIT_SECONDS,
): VerifyResult => {
  const request: OnceRequest = { code, checks, exact };
  const ran = spawnSync(
    process.execPath,
    ["--no-warnings", fileURLToPath(new URL("./once.js", import.meta.url)), String(process.pid)],
    {
      input: serialize(request),
      stdio: ["pipe", "ignore", "ignore", "pipe"],
      timeout: limitSeconds * 1000,
      killSignal: "SIGKILL",
      maxBuffer: 1 << 20,
      env: { ...process.env, NODE_OPTIONS: "" },
    },
  );
  if (ran.error !== undefined && "code" in ran.error && ran.error.code === "ETIMEDOUT") {
    return { ok: false, status: "timeout", why: `no result within ${limitSeconds} s`, mistake: undefined };
  }
  const reply: unknown = ran.output?.[3];
  const text = reply instanceof Uint8Array ? Buffer.from(reply) : Buffer.alloc(0);
  const verdictAt = text.indexOf(VERDICT_MARK);
  if (ran.signal !== null || ran.status !== 0 || verdictAt < 0) {
    const how = ran.signal ?? ran.error?.message ?? `exit status ${ran.status}`;
    const check = checks[text.length - 1];
    const where = check === undefined ? "" : ` (check ${text.length}, ${check.extents.join("×")})`;
    return { ok: false, status: "crash", why: `crashed: ${how}${where}`, mistake: undefined };
  }
  const answer = deserialize(text.subarray(verdictAt + 1)) as OnceAnswer;
  if (answer.kind === "failed") return { ok: false, status: "crash", why: answer.why, mistake: undefined };
  const { verdict } = answer;
  if (verdict.ok) return verdict;
  return { ok: false, status: "wrong", why: describeMistake(verdict.mistake), mistake: verdict.mistake };
};
