// A session's pipes: what is written comes, in pieces whose bytes last as long as the call, and much finds room.
import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { openOutputPipes } from "../../../kernel/front/output-pipes.ts";
import { until } from "../../support/until.ts";

/** Prints lines of 1000 bytes, each a write of its own. */
const writer = (fd: number, lines: number): Promise<void> => {
  const code = `for (let i = 0; i < ${lines}; i++) require("fs").writeSync(1, "x".repeat(999) + "\\n");`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", fd, "inherit"] });
  return new Promise((resolve) => child.once("exit", () => resolve()));
};

test("a pipe that is used much gets more room", async () => {
  const pipe = openOutputPipes(["out"]).out;
  let bytes = 0;
  const ended = pipe.read((chunk) => {
    bytes += chunk.length;
  });
  await writer(pipe.writeEnd, 2000);
  await until(() => bytes === 2e6);
  pipe.flow(false);
  await writer(pipe.writeEnd, 500); // nobody reads, and it ends all the same
  assert.is(bytes, 2e6);
  pipe.flow(true);
  closeSync(pipe.writeEnd);
  await ended;
  assert.is(bytes, 2.5e6);
});

test.run();
