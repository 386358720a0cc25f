// Verifies one kernel and ends: a first call's default variant, before it runs in the session. Input on stdin, the
// verdict on descriptor 3 (native code may print).
import { readFileSync, writeSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { dieWithParent } from "../die-with-parent.ts";
import { openTrialKernel } from "./kernel.ts";
import { verifyChecks } from "./verify.ts";
import type { OnceAnswer, OnceRequest } from "./verify-sync.ts";

dieWithParent(Number(process.argv[2]));

const verify = (): OnceAnswer => {
  try {
    const { code, checks, exact } = deserialize(readFileSync(0)) as OnceRequest;
    const kernel = openTrialKernel(code, [], new Int32Array(1));
    return { kind: "verdict", verdict: verifyChecks(kernel, checks, exact) };
  } catch (error) {
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
};

writeSync(3, serialize(verify()));
