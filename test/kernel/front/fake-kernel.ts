// The kernel's front with the fake session: `node fake-kernel.js -f CONNECTION_FILE`.
import { fileURLToPath } from "node:url";
import { run } from "../../../kernel/front/run.ts";
import { createSessionHost } from "../../../kernel/front/session-host.ts";

const entry = fileURLToPath(new URL("fake-session.js", import.meta.url));
await run(process.argv[3] ?? "", createSessionHost({ cwd: process.cwd(), entry }));
