// Numba, Halide and Devito, where a Python has them: each in a process that runs one sweep when it is told to, so that
// rounds interleave, and says how long it took. When it is not its turn the process is stopped: threads that wait for
// their next loop by spinning would take a core from whoever is measured next.
import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { allocate } from "../../../specializers/runtime/memory.ts";
import type { NumericArray } from "../../../specializers/specializer.ts";
import { machine } from "../../../specializers/toolchain/machine.ts";
import { packageRoot } from "../../support/root.ts";
import { temporaryFolder } from "../../support/temp.ts";
import { type BenchCase, pointsOf } from "./case.ts";
import type { Contender } from "./contender.ts";
import { compileNative } from "./native-library.ts";

export const peerNames = ["numba", "halide", "devito"] as const;
export type PeerName = (typeof peerNames)[number];

/** Python with peers: the environment says which, else what is on PATH. */
const python = process.env.TAIPAN_BENCH_PYTHON ?? "python3";

/** Versions of what imports. */
export function findPeers(): ReadonlyMap<PeerName, string> {
  const script = `from importlib.metadata import version
for name in ${JSON.stringify(peerNames)}:
    try: print(name, version(name))
    except Exception: pass`;
  const { stdout } = spawnSync(python, ["-c", script], { encoding: "utf8" });
  const lines = (stdout ?? "").split("\n").map((line) => line.split(" "));
  return new Map(peerNames.flatMap((name) => lines.filter(([found]) => found === name).map(([, v]) => [name, v!])));
}

interface Reply {
  readonly seconds?: number;
  readonly configuration?: string;
  readonly error?: string;
}

export interface Peer extends Contender {
  close(): void;
}

/** Undefined where the peer has no such case; an error of the peer is said and leaves it out. */
export async function startPeer(bench: BenchCase, peer: PeerName, version: string): Promise<Peer | string> {
  const script = join(packageRoot, "test/bench/peers/worker.py");
  const threads = String(machine().cores);
  const child = spawn(python, [script, peer], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...process.env,
      OMP_NUM_THREADS: threads,
      NUMBA_NUM_THREADS: threads,
      HL_NUM_THREADS: threads,
      DEVITO_LANGUAGE: "openmp",
      DEVITO_LOGGING: "ERROR",
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  const ask = inTurns(child, conversation(child));
  const ready = await ask({ ask: "prepare", flush: compileNative("streams"), case: described(bench) });
  const close = (): void => {
    child.stdin.end();
    child.kill("SIGCONT");
  };
  if (ready.error !== undefined) {
    close();
    return ready.error;
  }
  const answered = async (question: object): Promise<Reply> => {
    const reply = await ask(question);
    if (reply.error !== undefined) throw new Error(`${peer}: ${reply.error}`);
    return reply;
  };
  return {
    kind: peer,
    name: `${peer} ${version}${ready.configuration ? `: ${ready.configuration}` : ""}`,
    async run(count) {
      return (await answered({ ask: "run", count })).seconds!;
    },
    async flush() {
      await answered({ ask: "flush" });
    },
    async result() {
      const file = join(temporaryFolder("peer"), "result");
      await answered({ ask: "result", file });
      return readArrays(bench, file);
    },
    close,
  };
}

const described = ({ kernel: _, plain: __, hand: ___, ...data }: BenchCase) => data;

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
type Ask = (question: object) => Promise<Reply>;

/** The process runs from a question to its answer only, once this process's own threads are asleep. */
const inTurns =
  (child: Child, ask: Ask): Ask =>
  async (question) => {
    await threadsAsleep();
    child.kill("SIGCONT");
    const reply = await ask(question);
    child.kill("SIGSTOP");
    return reply;
  };

/** Milliseconds that are looked at together, and the share of them that may still be in use. */
const WINDOW = 10;
const IN_USE = 0.2;
const PATIENCE = 5000;

/** Threads of a parallel loop spin for the next one, here for up to 150 ms, and would take a processor from the peer. */
async function threadsAsleep(): Promise<void> {
  for (let waited = 0; waited < PATIENCE; waited += WINDOW) {
    const before = process.cpuUsage();
    await setTimeout(WINDOW);
    const { user, system } = process.cpuUsage(before);
    if (user + system < WINDOW * 1000 * IN_USE) return;
  }
  throw new Error(
    `the bench's own threads have not gone to sleep for ${PATIENCE} ms: no peer can be timed beside them`,
  );
}

function conversation(child: Child): Ask {
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2000);
  });
  const lines: Interface = createInterface(child.stdout);
  let settle: ((reply: Reply) => void) | undefined;
  lines.on("line", (line) => settle?.(JSON.parse(line) as Reply));
  child.on("close", (code) => settle?.({ error: `ended with ${code}: ${said.trim().split("\n").at(-1)}` }));
  child.on("error", (error) => settle?.({ error: error.message }));
  child.stdin.on("error", () => {}); // its end is told by "close"
  return (question) =>
    new Promise((resolve) => {
      settle = resolve;
      child.stdin.write(`${JSON.stringify(question)}\n`);
    });
}

/** The results, one after the other in the file. */
function readArrays(bench: BenchCase, file: string): readonly NumericArray[] {
  const descriptor = openSync(file, "r");
  try {
    return (bench.steps === undefined ? bench.outputs : [bench.outputs[0]!]).map(() => {
      const array = allocate(bench.dtype, pointsOf(bench.shape));
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let at = 0; at < bytes.length; ) {
        const read = readSync(descriptor, bytes, at, Math.min(bytes.length - at, 2 ** 28), null);
        if (read === 0) throw new Error("a peer's result is too short");
        at += read;
      }
      return array;
    });
  } finally {
    closeSync(descriptor);
  }
}
