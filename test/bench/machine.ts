// The machine that figures hold for.
import { execFileSync } from "node:child_process";
import { machine } from "../../specializers/toolchain/machine.ts";

export function describeMachine() {
  const { cpu, cores, vectorBytes, lastLevelCacheBytes, caches } = machine();
  return {
    cpu,
    cores,
    vectorBytes,
    lastLevelCacheBytes,
    caches,
    gcc: firstLine("gcc"),
    node: process.version,
    date: new Date().toISOString(),
  };
}

const firstLine = (compiler: string): string | null => {
  try {
    return execFileSync(compiler, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split(
      "\n",
    )[0]!;
  } catch {
    return null;
  }
};

export function machineText(): string {
  const { cpu, cores, vectorBytes, lastLevelCacheBytes, gcc, node } = describeMachine();
  return `${cpu}, ${cores} cores, ${8 * vectorBytes}-bit vectors, last-level cache ${lastLevelCacheBytes / 2 ** 20} MB; ${gcc}; Node ${node}`;
}
