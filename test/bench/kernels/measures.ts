// What is measured of a kernel. Each function rejects, with the reason in words, where the kernel does not do it.
import { readdirSync, readFileSync } from "node:fs";
import type { Message } from "../../../kernel/wire/message.ts";
import { type BenchClient, start } from "./client.ts";
import type { Peer } from "./peers.ts";

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Seconds from spawning to the first execute_reply. */
export async function startTime(peer: Peer, folder: string): Promise<number> {
  const begin = performance.now();
  const client = await start(peer, folder);
  await client.execute("1 + 1");
  const seconds = (performance.now() - begin) / 1000;
  await client.close();
  return seconds;
}

/** Milliseconds from execute_request to execute_reply of `1 + 1`. */
export async function roundTrips(client: BenchClient, count: number): Promise<readonly number[]> {
  const laps: number[] = [];
  for (let i = 0; i < count; i++) {
    const begin = performance.now();
    await client.execute("1 + 1");
    laps.push(performance.now() - begin);
  }
  return laps;
}

/** MB of a process and its descendants, proportional set size. */
export function treeMemory(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // ended meanwhile
    }
  }
  const inTree = (pid: number | undefined): boolean => pid !== undefined && (pid === root || inTree(parents.get(pid)));
  const kilobytes = [...parents.keys()]
    .filter(inTree)
    .map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))?.[1]));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

export interface OutputFigure {
  readonly megabytesPerSecond: number;
  /** Bytes of a hundred that came before the cell was idle. */
  readonly share: number;
}

/** 100 MB printed line by line, a hundred bytes each; given up after `limit` seconds. */
export async function printing({ language }: Peer, client: BenchClient, limit: number): Promise<OutputFigure> {
  const lines = 1_000_000;
  const text = "x".repeat(99);
  const code =
    language === "python"
      ? `for _ in range(${lines}): print("${text}")`
      : `for (let i = 0; i < ${lines}; i++) console.log("${text}");`;
  let bytes = 0;
  let busy = false;
  const begin = performance.now();
  let last = begin;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limit * 1000);
    client.listen(({ header, content }) => {
      if (header.msg_type === "stream") {
        bytes += String(content.text).length;
        last = performance.now();
      }
      if (header.msg_type !== "status") return;
      if (content.execution_state === "busy") busy = true;
      else if (busy && content.execution_state === "idle") {
        clearTimeout(timer);
        resolve();
      }
    });
    client.execute(code, limit + 1).catch(() => {});
  });
  client.listen(() => {});
  return { megabytesPerSecond: last > begin ? bytes / 1e6 / ((last - begin) / 1000) : 0, share: bytes / (lines * 100) };
}

const ENDLESS: Readonly<Record<Peer["language"], Readonly<Record<string, string>>>> = {
  typescript: {
    loop: "console.log('go'); while (true) {}",
    "loop after an await": "console.log('go'); await new Promise((r) => setTimeout(r, 1)); while (true) {}",
    "loop in a timer":
      "console.log('go'); setTimeout(() => { while (true) {} }, 1); await new Promise((r) => setTimeout(r, 1000))",
    "pending await": "console.log('go'); await new Promise(() => {})",
  },
  python: {
    loop: "print('go', flush=True)\nwhile True: pass",
    "loop after an await": "import asyncio\nprint('go', flush=True)\nawait asyncio.sleep(0.001)\nwhile True: pass",
    "loop in a timer":
      "import asyncio\ndef loop():\n  while True: pass\nprint('go', flush=True)\nasyncio.get_running_loop().call_later(0.001, loop)\nawait asyncio.sleep(1)",
    "pending await": "import asyncio\nprint('go', flush=True)\nawait asyncio.Future()",
  },
};
export const INTERRUPTED = Object.keys(ENDLESS.typescript);

/** Milliseconds from the interrupt to the reply of a cell that would never end. */
export async function interruptTime(peer: Peer, client: BenchClient, kind: string): Promise<number> {
  const printed = new Promise<boolean>((resolve) =>
    client.listen(({ header }) => {
      if (header.msg_type === "stream") resolve(false);
    }),
  );
  const reply = client.execute(ENDLESS[peer.language][kind]!, 12).then(() => true);
  reply.catch(() => {}); // also when nobody waits for it any more
  const early = (await Promise.race([printed, reply])) || (await Promise.race([reply, wait(30)])); // well into it
  if (early) throw new Error("replies before its end");
  const begin = performance.now();
  if (peer.interrupt === "message") void client.ask("control", "interrupt_request", {}).catch(() => {});
  else process.kill(-client.child.pid!, "SIGINT");
  if (!(await Promise.race([reply, wait(10_000)]))) throw new Error("no reply within 10 s");
  return performance.now() - begin;
}

/** Milliseconds from a cell that aborts its process to the reply of the next one. */
export async function crashTime({ language }: Peer, client: BenchClient): Promise<number> {
  const begin = performance.now();
  await client.execute(language === "python" ? "import os; os.abort()" : "process.abort()", 10);
  const { content } = await client.execute("1 + 1", 10);
  if (content.status !== "ok") throw new Error(`the next cell's status is ${content.status}`);
  return performance.now() - begin;
}

/** Runs fifty cells, then asks about them. Milliseconds, and whether the answer had what it must. */
export interface QuestionFigure {
  readonly first: number;
  readonly later: readonly number[];
  readonly right: boolean;
}

export async function fillNotebook({ language }: Peer, client: BenchClient): Promise<void> {
  for (let i = 0; i < 50; i++) {
    const typescript = `/** Number ${i}. */\nfunction f${i}(x: number) { return { a${i}: x, b: "${i}" }; }\nconst v${i} = f${i}(${i});`;
    const python = `def f${i}(x):\n  """Number ${i}."""\n  return x\nclass C${i}:\n  a${i} = ${i}\nv${i} = C${i}()`;
    await client.execute(language === "python" ? python : typescript);
  }
}

async function questions(
  ask: (index: number) => Promise<Message>,
  isRight: (reply: Message, index: number) => boolean,
): Promise<QuestionFigure> {
  const times: number[] = [];
  let right = true;
  for (let i = 0; i < 21; i++) {
    const begin = performance.now();
    right = isRight(await ask(i), i) && right;
    times.push(performance.now() - begin);
  }
  return { first: times[0]!, later: times.slice(1), right };
}

export const completion = (client: BenchClient): Promise<QuestionFigure> =>
  questions(
    (index) => client.ask("shell", "complete_request", { code: `v${index}.`, cursor_pos: `v${index}.`.length }, 5),
    ({ content }, index) => JSON.stringify(content.matches ?? []).includes(`a${index}`),
  );

export const inspection = (client: BenchClient): Promise<QuestionFigure> =>
  questions(
    (index) => client.ask("shell", "inspect_request", { code: `f${index}`, cursor_pos: 1, detail_level: 0 }, 5),
    ({ content }, index) => content.found === true && JSON.stringify(content.data).includes(`Number ${index}`),
  );
