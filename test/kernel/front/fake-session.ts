// A session in few lines: evaluates JavaScript, keeps to the protocol, knows no interrupts but an answered one.
import { writeSync } from "node:fs";
import { Socket } from "node:net";
import { Writable } from "node:stream";
import vm from "node:vm";
import {
  type FromSession,
  MARKER_TOKEN,
  markerText,
  type ToSession,
  WATCHDOG_DONE,
} from "../../../kernel/session/protocol.ts";

const token = process.env[MARKER_TOKEN] ?? "";
let markers = 0;
const mark = (): number => {
  const marker = ++markers;
  for (const fd of [1, 2]) writeSync(fd, markerText(token, marker));
  return marker;
};
const send = (message: FromSession): void => {
  process.send?.(message);
};

// Written at once, so that text stays before the markers.
for (const [name, fd] of [
  ["stdout", 1],
  ["stderr", 2],
] as const) {
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => done(void writeSync(fd, chunk) as undefined),
  });
  Object.defineProperty(process, name, { get: () => stream });
}

const watchdog = new Socket({ fd: 4 });
watchdog.on("data", () => watchdog.write(`${WATCHDOG_DONE}\n`));
watchdog.on("close", () => process.exit());

process.on("SIGINT", () => {});
process.on("message", (message: ToSession) => {
  if (message.kind === "shutdown") process.exit();
  if (message.kind !== "execute") return;
  const { id, executionCount } = message;
  try {
    const value: unknown = vm.runInThisContext(message.code);
    const content = { data: { "text/plain": String(value) }, metadata: {}, execution_count: executionCount };
    const result = value === undefined ? {} : { result: content };
    send({ kind: "done", id, status: "ok", userExpressions: {}, payload: [], ...result, marker: mark() });
  } catch (error) {
    const { name, message: evalue } = error as Error;
    const content = { ename: name, evalue, traceback: [`${name}: ${evalue}`] };
    send({ kind: "error", id, content, marker: mark() });
    send({ kind: "done", id, status: "error", error: content, userExpressions: {}, payload: [], marker: mark() });
  }
});
send({ kind: "ready" });
