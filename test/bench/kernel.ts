// The kernel's own figures: start, round trip, memory, output, interrupts, completion.
// `node dist/test/bench/kernel.js` prints them; other programs call `measureKernel`.
import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { type Client, printed, startKernel } from "../kernel/client.ts";
import { temporaryFolder } from "../support/temp.ts";

export interface KernelFigures {
  /** Seconds from spawning to the first execute_reply: median and fastest of several starts. */
  readonly start: { readonly median: number; readonly best: number };
  /** Milliseconds of `1 + 1`, from request to reply. */
  readonly roundTrip: { readonly median: number; readonly p99: number };
  /** MB of the idle process tree, proportional set size. */
  readonly memory: { readonly total: number; readonly processes: readonly number[] };
  /** 20 MB printed by 200,000 calls of console.log: MB/s until idle, and whether all of it came before. */
  readonly output: { readonly rate: number; readonly whole: boolean };
  /** Milliseconds from interrupt_request to the reply of a cell, by kind of cell. */
  readonly interrupts: Readonly<Record<string, { readonly median: number; readonly worst: number }>>;
  /** Milliseconds of a member completion over 50 cells, once TypeScript's service runs. */
  readonly completion: { readonly median: number; readonly first: number };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Proportional set sizes, in MB, of a process and its descendants. */
function treeMemory(root: number): readonly number[] {
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
  return [...parents.keys()].filter(inTree).map((pid) => {
    const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"))?.[1];
    return Number(kilobytes) / 1024;
  });
}

const ENDLESS: Readonly<Record<string, string>> = {
  "while (true)": "console.log('go'); while (true) {}",
  "pending await": "console.log('go'); await new Promise(() => {})",
  "loop after an await": "console.log('go'); await 1; while (true) {}",
  "loop in a timer": "setTimeout(() => { console.log('go'); while (true) {} }, 1); await new Promise(() => {})",
  "child process": "console.log('go'); (await import('node:child_process')).execSync('sleep 20')",
};

async function interruptTime(client: Client, code: string): Promise<number> {
  const request = client.send("shell", "execute_request", { code });
  const id = request.header.msg_id;
  await client.message(({ parent, header }) => parent?.msg_id === id && header.msg_type === "stream");
  await new Promise((resolve) => setTimeout(resolve, 20)); // well into it
  const start = performance.now();
  client.send("control", "interrupt_request", {});
  const { content } = await client.reply(request);
  if (content.status !== "error") throw new Error(`not interrupted: ${code}`);
  return performance.now() - start;
}

export async function measureKernel({ starts = 7, trips = 1000 } = {}): Promise<KernelFigures> {
  const folder = temporaryFolder("bench");
  const times: number[] = [];
  for (let i = 0; i < starts; i++) {
    const start = performance.now();
    const client = await startKernel({ folder });
    await client.execute("1 + 1");
    times.push((performance.now() - start) / 1000);
    await client.close();
  }

  const client = await startKernel({ folder });
  try {
    await client.execute("1 + 1");
    await new Promise((resolve) => setTimeout(resolve, 1000)); // at rest
    const processes = treeMemory(client.child.pid!);

    const laps: number[] = [];
    for (let i = 0; i < trips; i++) {
      const start = performance.now();
      await client.reply(client.send("shell", "execute_request", { code: "1 + 1" }));
      laps.push(performance.now() - start);
    }

    const line = "x".repeat(99);
    const start = performance.now();
    const done = await client.execute(`for (let i = 0; i < 200_000; i++) console.log("${line}")`);
    const seconds = (performance.now() - start) / 1000;
    const whole = printed(done).length === 20_000_000;

    const interrupts: Record<string, { median: number; worst: number }> = {};
    for (const [name, code] of Object.entries(ENDLESS)) {
      const all: number[] = [];
      for (let i = 0; i < 7; i++) all.push(await interruptTime(client, code));
      interrupts[name] = { median: median(all), worst: Math.max(...all) };
    }

    for (let i = 0; i < 50; i++)
      await client.execute(`const v${i} = { a${i}: ${i} }; function f${i}() { return v${i} }`);
    const completions: number[] = [];
    for (let i = 0; i < 21; i++) {
      const code = `f${i}().`;
      const begin = performance.now();
      await client.ask("shell", "complete_request", { code, cursor_pos: code.length });
      completions.push(performance.now() - begin);
    }
    return {
      start: { median: median(times), best: Math.min(...times) },
      roundTrip: { median: median(laps), p99: laps.sort((a, b) => a - b)[Math.floor(laps.length * 0.99)]! },
      memory: { total: processes.reduce((sum, each) => sum + each, 0), processes },
      output: { rate: 20 / seconds, whole },
      interrupts,
      completion: { median: median(completions.slice(1)), first: completions[0]! },
    };
  } finally {
    await client.close();
  }
}

export function kernelTable(figures: KernelFigures): string {
  const { start, roundTrip, memory, output, interrupts, completion } = figures;
  const rows: readonly (readonly [string, string, string])[] = [
    ["start to first execute_reply", `${start.median.toFixed(3)} s (best ${start.best.toFixed(3)})`, "<= 0.4 s"],
    ["trivial cell, round trip", `${roundTrip.median.toFixed(2)} ms (p99 ${roundTrip.p99.toFixed(2)})`, "<= 2 ms"],
    [
      "idle process tree, PSS",
      `${memory.total.toFixed(0)} MB (${memory.processes.map((each) => each.toFixed(0)).join(" + ")})`,
      "<= 130 MB",
    ],
    [
      "20 MB in 200,000 lines",
      `${output.rate.toFixed(0)} MB/s, ${output.whole ? "all" : "NOT all"} before idle`,
      ">= 30 MB/s",
    ],
    ...Object.entries(interrupts).map(
      ([name, time]) =>
        [`interrupt: ${name}`, `${time.median.toFixed(1)} ms (worst ${time.worst.toFixed(1)})`, "<= 40 ms"] as const,
    ),
    [
      "member completion, 50 cells",
      `${completion.median.toFixed(1)} ms (first ${completion.first.toFixed(0)})`,
      "<= 15 ms",
    ],
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(([name, value, goal]) => `${name.padEnd(widths[0]!)}  ${value.padEnd(widths[1]!)}  goal ${goal}`)
    .join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  process.stdout.write(`${kernelTable(await measureKernel())}\n`);
}
