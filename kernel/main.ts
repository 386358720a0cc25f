// The kernel's entry: `node main.js -f CONNECTION_FILE`. The session's process is started first of all; everything else
// loads while it starts.
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { createSessionHost } from "./front/session-host.ts";

// The young generation stays as small as it starts. Else it grows by tens of MB with the text that passes through, before
// anything is collected. Not `--max-semi-space-size`: with that on its command line Node starts 30 ms later.
setFlagsFromString("--semi-space-growth-factor=1");

const file = connectionFile(process.argv.slice(2));
if (file === undefined) {
  process.stderr.write("Usage: main.js -f CONNECTION_FILE (Jupyter does this; `taipan install` sets it up)\n");
  process.exitCode = 2;
} else {
  const session = createSessionHost({
    cwd: process.cwd(),
    entry: fileURLToPath(new URL("./session/main.js", import.meta.url)),
  });
  const { run } = await import("./front/run.ts");
  await run(file, session);
}

function connectionFile(args: readonly string[]): string | undefined {
  const at = args.indexOf("-f");
  return at >= 0 ? args[at + 1] : args.find((arg) => !arg.startsWith("-"));
}
