// jupyter_kernel_test against the installed kernel: all of it, nothing skipped.
// Time limit: 180 s
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installKernel, jupyterEnvironment, noPython, venvPython } from "../support/python.ts";
import { packageRoot } from "../support/root.ts";
import { skip } from "../support/skip.ts";
import { temporaryFolder } from "../support/temp.ts";

const run = (file: string, ...args: readonly string[]) => {
  const environment = jupyterEnvironment(temporaryFolder("conformance"));
  installKernel(environment);
  return spawnSync(venvPython!, [join(packageRoot, "test", "conformance", file), ...args], {
    env: environment,
    encoding: "utf8",
  });
};

if (venvPython === undefined) {
  skip(test, "jupyter_kernel_test", noPython);
  skip(test, "clients other than ours", noPython);
} else {
  test("jupyter_kernel_test: every part passes", () => {
    const { status, stderr } = run("kernel_tests.py", "taipan");
    assert.is(status, 0, stderr);
    assert.not.match(stderr, /skipped/i);
    const count = Number(/Ran (\d+) tests/.exec(stderr)?.[1]);
    assert.ok(count >= 13, stderr);
  });

  test("clients that were not written for this kernel", () => {
    const { status, stderr } = run("client_tests.py", "taipan");
    assert.is(status, 0, stderr);
    assert.not.match(stderr, /skipped/i);
  });
}

test.run();
