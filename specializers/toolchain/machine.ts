// Facts about this machine that generated code and its keys depend on; read from the system, no process is started.
import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { arch, availableParallelism, cpus } from "node:os";

export interface Machine {
  /** As the vendor names it. */
  readonly cpu: string;
  /** Processors that this process may use: affinity and the container's quota are honoured. */
  readonly cores: number;
  /** Bytes of the widest vector register. */
  readonly vectorBytes: number;
  readonly lastLevelCacheBytes: number;
  readonly caches: readonly Cache[];
  /** Changes with the processor model, its features and the number of cores: what was measured holds for this key. */
  readonly key: string;
  /** Changes with the processor model and its features only: what was compiled holds for this key. */
  readonly cpuKey: string;
}

export interface Cache {
  readonly level: number;
  readonly kind: string;
  readonly bytes: number;
}

/** Where the system files are; tests hand in a folder of samples. */
export interface SystemFiles {
  readonly root: string;
  readonly parallelism: number;
}

let known: Machine | undefined;

export const machine = (): Machine => {
  known ??= readMachine({ root: "/", parallelism: availableParallelism() });
  return known;
};

export const readMachine = (files: SystemFiles): Machine => {
  const info = headOf(`${files.root}/proc/cpuinfo`);
  const model = /^(?:model name|Model|Hardware|cpu)\s*:\s*(.+)$/m.exec(info)?.[1] ?? cpus()[0]?.model ?? arch();
  const features = /^(?:flags|Features)\s*:\s*(.+)$/m.exec(info)?.[1]?.trim().split(/\s+/).sort() ?? [];
  const caches = cachesOf(files.root);
  const cores = Math.max(1, Math.min(files.parallelism, Math.ceil(quotaOf(files.root))));
  const cpuKey = hash([arch(), model, implementer(info), ...features]);
  const last = caches.filter((cache) => cache.kind !== "Instruction").sort((a, b) => b.level - a.level)[0];
  return {
    cpu: model,
    cores,
    vectorBytes: vectorBytesOf(files.root, new Set(features)),
    // Where the system does not say: small enough that an array said to exceed it really does not fit a core's share.
    lastLevelCacheBytes: last?.bytes ?? 8 << 20,
    caches,
    key: hash([cpuKey, String(cores)]),
    cpuKey,
  };
};

/** ARM gives numbers in place of a model name. */
const implementer = (info: string): string =>
  [...info.matchAll(/^CPU (?:implementer|variant|part|revision)\s*:\s*(\S+)$/gm)].map((match) => match[1]).join(" ");

const vectorBytesOf = (root: string, features: ReadonlySet<string>): number => {
  if (features.has("avx512f")) return 64;
  if (features.has("avx")) return 32;
  if (features.has("sve")) {
    const length = Number(textOf(`${root}/proc/sys/abi/sve_default_vector_length`));
    return Math.max(16, length || 16);
  }
  return 16;
};

const cachesOf = (root: string): readonly Cache[] => {
  const folder = `${root}/sys/devices/system/cpu/cpu0/cache`;
  return namesIn(folder)
    .filter((name) => name.startsWith("index"))
    .sort()
    .flatMap((name) => {
      const size = /^(\d+)([KMG]?)/.exec(textOf(`${folder}/${name}/size`));
      if (size === null) return [];
      const unit = { "": 1, K: 1 << 10, M: 1 << 20, G: 1 << 30 }[size[2] as "" | "K" | "M" | "G"];
      return [
        {
          level: Number(textOf(`${folder}/${name}/level`)),
          kind: textOf(`${folder}/${name}/type`).trim(),
          bytes: Number(size[1]) * unit,
        },
      ];
    });
};

/** Processors' worth of time that the container may use; Infinity without a limit. */
const quotaOf = (root: string): number => {
  let least = Number.POSITIVE_INFINITY;
  for (const line of textOf(`${root}/proc/self/cgroup`).split("\n")) {
    const [, controllers, path] = line.split(":");
    if (path === undefined) continue;
    // A limit may stand at any level above; inside a container the path may not be visible, but its root is.
    const parts = path.split("/").filter((part) => part !== "");
    for (let depth = 0; depth <= parts.length; depth++) {
      const below = parts.slice(0, depth).join("/");
      if (controllers === "") {
        const [quota, period] = textOf(`${root}/sys/fs/cgroup/${below}/cpu.max`).trim().split(" ");
        if (quota !== undefined && quota !== "max" && Number(period) > 0)
          least = Math.min(least, Number(quota) / Number(period));
      } else if (controllers?.split(",").includes("cpu") === true) {
        const folder = `${root}/sys/fs/cgroup/${controllers}/${below}`;
        const quota = Number(textOf(`${folder}/cpu.cfs_quota_us`));
        const period = Number(textOf(`${folder}/cpu.cfs_period_us`));
        if (quota > 0 && period > 0) least = Math.min(least, quota / period);
      }
    }
  }
  return least;
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

/** The first processor's part: the system asks each processor in turn as the file is read, which takes its time. */
const headOf = (file: string): string => {
  try {
    const descriptor = openSync(file, "r");
    try {
      const head = Buffer.alloc(4096);
      const parts: string[] = [];
      for (;;) {
        const read = readSync(descriptor, head);
        parts.push(head.toString("latin1", 0, read));
        if (read === 0 || /\n\s*\n/.test(parts.join(""))) return parts.join("");
      }
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return "";
  }
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const hash = (parts: readonly string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16);
