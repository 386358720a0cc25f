// Verifies one kernel and ends: a first call's default variant, before it runs in the session. Input on stdin; on
// descriptor 3 (native code may print) a mark before each check, so that a crash has a place, then the verdict.
import { readFileSync, writeSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { dieWithParent } from "../die-with-parent.ts";
import { openTrialKernel } from "./kernel.ts";
import { verifyChecks } from "./verify.ts";
import { CHECK_MARK, type OnceAnswer, type OnceRequest, VERDICT_MARK } from "./verify-sync.ts";

dieWithParent(Number(process.argv[2]));

const verify = (): OnceAnswer => {
  try {
    const { code, checks, exact } = deserialize(readFileSync(0)) as OnceRequest;
    const kernel = openTrialKernel(code, [], new Int32Array(1));
    return { kind: "verdict", verdict: verifyChecks(kernel, checks, exact, () => void writeSync(3, CHECK_MARK)) };
  } catch (error) {
    return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
  }
};

const answer = verify();
writeSync(3, Buffer.concat([Buffer.from(VERDICT_MARK), serialize(answer)]));
