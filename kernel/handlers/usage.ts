// usage_request: what the kernel's processes take, for JupyterLab's resource display. Linux tells through /proc.
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, freemem, hostname, loadavg, totalmem } from "node:os";
import type { Kernel } from "../front/kernel.ts";
import type { Content } from "../wire/message.ts";

/** Seconds of processor time and bytes of resident memory of a process and its descendants. */
function treeUsage(root: number): { readonly seconds: number; readonly bytes: number } {
  const children = new Map<number, number[]>();
  const usage = new Map<number, { readonly ticks: number; readonly pages: number }>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "latin1");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // from the third field on; the name may hold blanks
      const parent = Number(fields[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
      usage.set(Number(entry), { ticks: Number(fields[11]) + Number(fields[12]), pages: Number(fields[21]) });
    } catch {
      // ended meanwhile
    }
  }
  let ticks = 0;
  let pages = 0;
  const visit = (pid: number): void => {
    ticks += usage.get(pid)?.ticks ?? 0;
    pages += usage.get(pid)?.pages ?? 0;
    for (const child of children.get(pid) ?? []) visit(child);
  };
  visit(root);
  return { seconds: ticks / 100, bytes: pages * 4096 };
}

let previous = { seconds: 0, at: 0 };

export function usage(kernel: Kernel): Content {
  const now = process.uptime();
  let tree = { seconds: process.cpuUsage().user / 1e6, bytes: process.memoryUsage.rss() };
  if (process.platform === "linux") tree = treeUsage(process.pid);
  const percent = (100 * Math.max(0, tree.seconds - previous.seconds)) / Math.max(now - previous.at, 1e-3);
  previous = { seconds: tree.seconds, at: now };
  const total = totalmem();
  const free = freemem();
  return {
    hostname: hostname(),
    pid: kernel.session.pid ?? process.pid,
    kernel_cpu: percent,
    kernel_memory: tree.bytes,
    cpu_count: availableParallelism(),
    host_cpu_percent: Math.min(100, (100 * (loadavg()[0] ?? 0)) / cpus().length),
    host_virtual_memory: { total, available: free, free, used: total - free, percent: (100 * (total - free)) / total },
  };
}
