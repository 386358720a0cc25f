// The versions of Node that the suite runs on: all supported ones, and what of the suite.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { dependsOnNode, otherNodes } from "./node-versions.ts";
import { packageRoot } from "./root.ts";

test("with the one that runs, 20, 22 and 24 are tested", () => {
  const majors = (running: string) => otherNodes(running).map((version) => Number(version.split(".")[0]));
  assert.equal(majors("20.20.2"), [22, 24]);
  assert.equal(majors("22.1.0"), [20, 24]);
  assert.equal(majors("24.0.0"), [20, 22]);
  const { engines } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  assert.match(engines.node, /^>=20\./);
});

test("what depends on Node's version is tested on each", () => {
  for (const name of [
    "kernel/interrupts.test",
    "kernelspec/install.test",
    "specializers/runtime/load.test",
    "specializers/tuner/client.test",
    "kernel/types/service.test",
    "start.test",
  ])
    assert.ok(dependsOnNode(name), name);
  for (const name of [
    "specializers/ir/fold.test",
    "specializers/tuner/strategy.test",
    "kernel/types/right-cells.test",
    "conformance/services.test",
    "browser/jupyterlab.test",
    "meta.test",
  ])
    assert.not.ok(dependsOnNode(name), name);
});

test.run();
