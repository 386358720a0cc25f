// However a kernel ends, nothing of it stays: no process, no temporary file, no socket.
// Time limit: 400 s
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { noCompiler, testCache } from "../specializers/runtime/compiled.ts";
import { skip } from "../support/skip.ts";
import { temporaryFolder } from "../support/temp.ts";
import { until } from "../support/until.ts";
import { type Client, printed, startKernel } from "./client.ts";

const test = suite("leftovers");
const folder = temporaryFolder("left");
let kernels = 0;

interface Marked {
  readonly client: Client;
  /** Where it may put temporary files. */
  readonly temporary: string;
  /** Its processes, wherever they have got to. */
  processes(): readonly number[];
}

const start = async (env: NodeJS.ProcessEnv = {}): Promise<Marked> => {
  const own = join(folder, String(++kernels));
  const temporary = join(own, "tmp");
  mkdirSync(temporary, { recursive: true });
  const mark = `TAIPAN_TEST_MARK=${randomUUID()}`;
  const [name = "", value = ""] = mark.split("=");
  const variables = { [name]: value, TMPDIR: temporary, XDG_CACHE_HOME: join(own, "cache"), ...env };
  const client = await startKernel({ folder: own, env: variables });
  return { client, temporary, processes: () => marked(mark) };
};

/** Processes that live (not those that nobody has waited for) and have a variable. */
const marked = (variable: string): readonly number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(variable);
      } catch {
        return false;
      }
    });
const nameOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
};

/** Waits for the end of all of it; a test that waits for ever says that something stays. */
const nothingLeft = async ({ client, processes, temporary }: Marked): Promise<void> => {
  const how = await client.ended;
  await until(() => processes().length === 0);
  await until(() => readdirSync(temporary).length === 0);
  // a process that is killed can't remove its sockets
  if (how !== "SIGKILL") {
    for (const address of Object.values(client.connection.address)) {
      const socket = address.slice("ipc://".length);
      await until(() => !readdirSync(join(socket, "..")).includes(socket.slice(socket.lastIndexOf("/") + 1)));
    }
  }
  await client.close();
};

const STENCIL = `%%stencil
function blur(u, out) {
  for (const p of out.interior()) out[p] = u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1);
}`;
const GRIDS = `import { grid } from "taipan"; const u = grid([512, 512]), out = grid([512, 512]);`;
const ok = async ({ client }: Marked, code: string): Promise<void> => {
  const { reply } = await client.execute(code);
  assert.is(reply.status, "ok", JSON.stringify(reply));
};
/** Sends a cell and resolves when it has printed. */
const runs = async ({ client }: Marked, code: string): Promise<void> => {
  const request = client.send("shell", "execute_request", { code });
  await client.message(
    ({ parent, header }) => parent?.msg_id === request.header.msg_id && header.msg_type === "stream",
  );
};
const LOOP = "console.log('loops'); while (true) {}";
const CHILD = `require("child_process").spawn("sleep", ["1000"], { detached: false }); ${LOOP}`;

const missing = noCompiler(testCache());
const native = (name: string, body: () => Promise<void>): void => {
  if (missing === undefined) test(name, body);
  else skip(test, name, missing);
};

test("a shutdown after completions, imports and a compiled function", async () => {
  const kernel = await start();
  await ok(kernel, STENCIL);
  await ok(kernel, `${GRIDS} blur(u, out)`);
  await kernel.client.ask("shell", "complete_request", { code: "Math.", cursor_pos: 5 });
  kernel.client.send("control", "shutdown_request", { restart: false });
  await nothingLeft(kernel);
});

test("a restart while a cell and its child process run", async () => {
  const kernel = await start();
  await runs(kernel, CHILD);
  kernel.client.send("control", "shutdown_request", { restart: true });
  await nothingLeft(kernel);
});

for (const signal of ["SIGTERM", "SIGHUP"] as const)
  test(`${signal} while a cell and its child process run`, async () => {
    const kernel = await start();
    await runs(kernel, CHILD);
    kernel.client.child.kill(signal);
    await nothingLeft(kernel);
  });

test("SIGKILL while a cell and its child process run, and TypeScript's service", async () => {
  const kernel = await start();
  await kernel.client.ask("shell", "complete_request", { code: "Math.", cursor_pos: 5 });
  await runs(kernel, CHILD);
  kernel.client.child.kill("SIGKILL");
  await nothingLeft(kernel);
});

const isTypeService = (pid: number): boolean => / --api --async /.test(nameOf(pid));
const ends = {
  shutdown: ({ client }: Marked) => void client.send("control", "shutdown_request", { restart: false }),
  SIGTERM: ({ client }: Marked) => void client.child.kill("SIGTERM"),
  SIGKILL: ({ client }: Marked) => void client.child.kill("SIGKILL"),
};
for (const [way, end] of Object.entries(ends)) {
  test(`${way} while TypeScript's service starts`, async () => {
    for (const moment of [0, 3, 10, 30]) {
      const kernel = await start();
      kernel.client.send("shell", "complete_request", { code: "Math.", cursor_pos: 5 });
      await until(() => kernel.processes().some(isTypeService));
      await new Promise((resolve) => setTimeout(resolve, moment)); // each is right
      end(kernel);
      await nothingLeft(kernel);
    }
  });

  test(`${way} while TypeScript's service hangs`, async () => {
    const kernel = await start();
    await kernel.client.ask("shell", "complete_request", { code: "Math.", cursor_pos: 5 });
    for (const pid of kernel.processes().filter(isTypeService)) process.kill(pid, "SIGSTOP");
    const request = kernel.client.send("shell", "complete_request", { code: "JSON.", cursor_pos: 5 });
    await kernel.client.message(({ parent }) => parent?.msg_id === request.header.msg_id);
    end(kernel);
    await nothingLeft(kernel);
  });
}

test("SIGKILL while TypeScript's service waits for a file of the kernel", async () => {
  for (const moment of [0, 50, 200]) {
    const kernel = await start();
    kernel.client.send("shell", "complete_request", { code: "Math.", cursor_pos: 5 });
    await until(() => kernel.processes().some(isTypeService));
    await new Promise((resolve) => setTimeout(resolve, 3));
    kernel.client.child.kill("SIGSTOP"); // it answers no more
    await new Promise((resolve) => setTimeout(resolve, moment));
    kernel.client.child.kill("SIGKILL");
    await nothingLeft(kernel);
  }
});

test("a shutdown after TypeScript's service died", async () => {
  const kernel = await start();
  const complete = () => kernel.client.ask("shell", "complete_request", { code: "Math.", cursor_pos: 5 });
  await complete();
  const first = kernel.processes().filter(isTypeService);
  assert.is(first.length, 1);
  for (const pid of first) process.kill(pid, "SIGKILL");
  await until(() => !kernel.processes().some((pid) => first.includes(pid)));
  while (!kernel.processes().some(isTypeService)) await complete(); // the first may only find out
  ends.shutdown(kernel);
  await nothingLeft(kernel);
});

test("the end of the process that started it for Jupyter", async () => {
  const parent = spawn("sleep", ["1000"]);
  const kernel = await start({ JPY_PARENT_PID: String(parent.pid) });
  await ok(kernel, "1");
  parent.kill("SIGKILL");
  await nothingLeft(kernel);
});

test("sessions that die one after the other", async () => {
  const kernel = await start();
  const before = readdirSync(kernel.temporary).length;
  for (let i = 0; i < 3; i++) await kernel.client.execute("process.kill(process.pid, 'SIGKILL'); for (;;);");
  await ok(kernel, "1");
  assert.is(readdirSync(kernel.temporary).length, before);
  kernel.client.send("control", "shutdown_request", { restart: false });
  await nothingLeft(kernel);
});

for (const [way, end] of [
  ["a shutdown", ({ client }: Marked) => void client.send("control", "shutdown_request", { restart: false })],
  ["SIGKILL", ({ client }: Marked) => void client.child.kill("SIGKILL")],
] as const)
  native(`${way} while a function is tuned`, async () => {
    const kernel = await start();
    await ok(kernel, STENCIL);
    kernel.client.send("shell", "execute_request", {
      code: `${GRIDS} await blur.tune([u, out], { seconds: 100 })`,
    });
    const tuner = (pid: number): boolean => /tuner\/main\.js/.test(nameOf(pid));
    await until(() => kernel.processes().some(tuner));
    end(kernel);
    await nothingLeft(kernel);
  });

/** A folder with a gcc that says who it is and compiles, but never ends when it makes an object file of a kernel. */
const stuckCompiler = (): string => {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const gcc = join(bin, "gcc");
  const real = (process.env.PATH ?? "").split(":").map((each) => join(each, "gcc"));
  const found = real.find((path) => {
    try {
      return readFileSync(path).length > 0;
    } catch {
      return false;
    }
  });
  writeFileSync(
    gcc,
    `#!/bin/sh\ncase "$*" in *kernel.c*) echo x > "$TMPDIR/ccStuck.s"; sleep 1000; exit 1;; esac\nexec ${found} "$@"\n`,
  );
  chmodSync(gcc, 0o755);
  return bin;
};

for (const [way, end] of [
  ["an interrupt", undefined],
  ["a shutdown", ({ client }: Marked) => void client.send("control", "shutdown_request", { restart: false })],
  ["SIGKILL", ({ client }: Marked) => void client.child.kill("SIGKILL")],
] as const)
  native(`${way} while a compiler runs that never ends`, async () => {
    const kernel = await start({ PATH: `${stuckCompiler()}:${process.env.PATH}` });
    const { client } = kernel;
    await ok(kernel, `${STENCIL.replace("%%stencil", "%%stencil --tune off")}`);
    const request = client.send("shell", "execute_request", { code: `${GRIDS} blur(u, out)` });
    await until(() => kernel.processes().some((pid) => /sleep 1000/.test(nameOf(pid))));
    if (end === undefined) {
      client.send("control", "interrupt_request", {});
      const { reply } = await client.executed(request);
      assert.is(reply.ename, "KeyboardInterrupt", JSON.stringify(reply));
      await until(() => !kernel.processes().some((pid) => /sleep 1000/.test(nameOf(pid))));
      await ok(kernel, "1");
      client.send("control", "shutdown_request", { restart: false });
    } else end(kernel);
    await nothingLeft(kernel);
  });

test("while it runs it has no temporary files that have a name", async () => {
  const kernel = await start();
  const done = await kernel.client.execute(`console.log(require("fs").readdirSync(require("os").tmpdir()).length)`);
  assert.is(printed(done), "0\n");
  kernel.client.send("control", "shutdown_request", { restart: false });
  await nothingLeft(kernel);
});

test.run();
