// The life of the kernel's process: from the connection file to the last message, whichever way it ends.

import { openChannels } from "../wire/channels.ts";
import { readConnection } from "../wire/connection.ts";
import { createCodec } from "../wire/message.ts";
import { createKernel } from "./create-kernel.ts";
import { createServices } from "./services.ts";
import type { SessionHost } from "./session-host.ts";

const PARENT_POLL = 1000; // ms

/** What goes wrong in the front is told on its stderr, which Jupyter shows in its log; nothing of it ends the kernel. */
const report = (text: string): void => {
  process.stderr.write(`[taipan] ${text}\n`);
};

export async function run(file: string, session: SessionHost): Promise<void> {
  try {
    const connection = readConnection(file);
    const channels = await openChannels(connection, createCodec(connection), report);
    const kernel = createKernel({
      channels,
      session,
      services: (runtimeNames) => createServices({ folder: process.cwd(), report, runtimeNames }),
      report,
      exit: () => process.exit(0),
    });
    process.on("uncaughtException", (error) => report(`unexpected error: ${error.stack}`));
    process.stderr.on("error", () => {}); // nobody reads it any more
    // Clients differ: some interrupt by a message, some by a signal.
    process.on("SIGINT", () => session.interrupt());
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => kernel.shutdown());
    watchParent(() => kernel.shutdown());
  } catch (error) {
    report((error as Error).message);
    await session.end();
    process.exit(1);
  }
}

/** Calls `gone` when the process that started this kernel for Jupyter no longer lives. */
function watchParent(gone: () => void): void {
  const parent = Number(process.env.JPY_PARENT_PID);
  if (!Number.isInteger(parent) || parent <= 1) return;
  const direct = process.ppid === parent;
  const timer = setInterval(() => {
    if (direct ? process.ppid === parent : alive(parent)) return;
    clearInterval(timer);
    gone();
  }, PARENT_POLL);
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it lives, under another user
  }
}
