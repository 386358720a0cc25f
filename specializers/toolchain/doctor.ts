// `npx taipan doctor`: what was found on this machine, what is missing, and the command that would fix it.
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { type Cache, cacheRoot, listEntries, openCache } from "../cache/index.ts";
import { type CudaDevice, cudaDevice } from "../runtime/cuda-device.ts";
import { readCeilings } from "./ceilings.ts";
import { findToolchain } from "./compilers.ts";
import { findNvcc, type Nvcc } from "./cuda.ts";
import { type Machine, machine } from "./machine.ts";
import { findProgram, runSync } from "./programs.ts";

export interface Finding {
  readonly what: string;
  readonly state: "found" | "missing" | "unknown";
  /** The version, the place, or why it matters. */
  readonly detail: string;
  /** The command that adds what is missing. */
  readonly fix: string | undefined;
}

export interface DoctorReport {
  /** False when native code can't be made here. */
  readonly ok: boolean;
  readonly machine: Machine;
  readonly memoryBytes: number;
  readonly findings: readonly Finding[];
  readonly cache: { readonly root: string; readonly usable: boolean; readonly entries: number; readonly bytes: number };
  readonly notes: readonly string[];
}

const found = (what: string, detail: string): Finding => ({ what, state: "found", detail, fix: undefined });

/** Looks at everything; nothing is changed, but what was learned of the compilers is kept in the cache. */
export const doctor = async (path: string = process.env.PATH ?? ""): Promise<DoctorReport> => {
  const here = machine();
  const root = cacheRoot();
  const cache = openCache(root);
  const toolchain = findToolchain(cache, path);
  const entries = listEntries(cache);
  return {
    ok: toolchain.compilers.length > 0,
    machine: here,
    memoryBytes: totalmem(),
    findings: [
      ...(["gcc", "clang"] as const).map((name): Finding => {
        const compiler = toolchain.compilers.find((one) => one.name === name);
        if (compiler !== undefined) return found(name, `${compiler.version}, ${compiler.path}, for ${compiler.cpu}`);
        const why = toolchain.notes.find((note) => note.includes("left out") && note.includes(name)) ?? "not on PATH";
        return {
          what: name,
          state: "missing",
          detail: why,
          fix: name === "gcc" ? install("gcc") : install("clang libomp-dev"),
        };
      }),
      openmpFinding(toolchain.openmp.kind, toolchain.openmp.kind === "libomp" ? toolchain.openmp.library : ""),
      nvccFinding(findNvcc(cache, path)),
      deviceFinding(cudaDevice()),
      program(
        "MPI (mpicc)",
        "mpicc",
        ["--version"],
        /^.+$/m,
        "for more than one machine",
        install("libopenmpi-dev openmpi-bin"),
        path,
      ),
      bandwidth(cache, here),
    ],
    cache: {
      root,
      usable: cache.lasting,
      entries: entries.length,
      bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    },
    notes: [...toolchain.notes, ...cache.notes],
  };
};

/** For the system's own package manager. */
const install = (packages: string): string => {
  if (existsSync("/etc/debian_version")) return `sudo apt install ${packages}`;
  const first = packages.split(" ")[0];
  if (existsSync("/etc/fedora-release") || existsSync("/etc/redhat-release")) return `sudo dnf install ${first}`;
  if (existsSync("/etc/arch-release")) return `sudo pacman -S ${first}`;
  return `install ${first} with your system's package manager`;
};

const openmpFinding = (kind: "libomp" | "libgomp" | "none", library: string): Finding => {
  if (kind === "libomp") return found("OpenMP", `libomp, ${library}; every compiler's code shares it`);
  if (kind === "libgomp") return found("OpenMP", "libgomp, with gcc only");
  return { what: "OpenMP", state: "missing", detail: "native code runs on one core", fix: install("libomp-dev") };
};

const nvccFinding = (nvcc: Nvcc | undefined): Finding =>
  nvcc === undefined
    ? {
        what: "CUDA (nvcc)",
        state: "missing",
        detail: "not on PATH; compiles for an NVIDIA GPU",
        fix: install("nvidia-cuda-toolkit"),
      }
    : found("CUDA (nvcc)", `${nvcc.version}, ${nvcc.path}`);

/** No command adds a device. */
const deviceFinding = (device: CudaDevice | string): Finding =>
  typeof device === "string"
    ? { what: "CUDA device", state: "unknown", detail: device, fix: undefined }
    : found(
        "CUDA device",
        `${device.name}, compute capability ${device.capability}, ${sizeOf(device.memoryBytes)}, driver for CUDA ${device.driver}`,
      );

const program = (
  what: string,
  name: string,
  args: readonly string[],
  version: RegExp,
  use: string,
  fix: string,
  path: string,
): Finding => {
  const file = findProgram(name, path);
  if (file === undefined) return { what, state: "missing", detail: `not on PATH; ${use}`, fix };
  const ran = runSync(file, args, 5);
  if (!ran.ok)
    return { what, state: "missing", detail: `${file} does not work: ${ran.log.trim().split("\n").at(-1) ?? ""}`, fix };
  return found(what, `${version.exec(ran.log)?.[0] ?? "version unknown"}, ${file}`);
};

const bandwidth = (cache: Cache, here: Machine): Finding => {
  const ceilings = readCeilings(cache, here);
  if (ceilings === undefined)
    return { what: "memory bandwidth", state: "unknown", detail: "measured by the first tuning", fix: undefined };
  const { copyBytesPerSecond, triadBytesPerSecond, flopsPerSecond, measured } = ceilings;
  const giga = (rate: number): string => (rate / 1e9).toFixed(1);
  return found(
    "memory bandwidth",
    `copy ${giga(copyBytesPerSecond)} GB/s, triad ${giga(triadBytesPerSecond)} GB/s, arithmetic ${giga(flopsPerSecond)} GFLOP/s (${measured.slice(0, 10)})`,
  );
};

export const doctorText = (report: DoctorReport): string => {
  const { machine: here, memoryBytes, findings, cache, notes } = report;
  const caches = here.caches
    .filter(({ kind }) => kind !== "Instruction")
    .map(({ level, bytes }) => `L${level} ${sizeOf(bytes)}`);
  const rows: readonly (readonly [string, string])[] = [
    ["cpu", `${here.cpu}, ${here.cores} ${here.cores === 1 ? "core" : "cores"}, vectors of ${here.vectorBytes} bytes`],
    ["caches", caches.join(", ") || "unknown"],
    ["memory", sizeOf(memoryBytes)],
    ...findings.map(({ what, state, detail }) => [what, state === "missing" ? `missing: ${detail}` : detail] as const),
    [
      "cache folder",
      `${cache.root}: ${cache.usable ? `${cache.entries} ${cache.entries === 1 ? "entry" : "entries"}, ${sizeOf(cache.bytes)}` : "not usable"}`,
    ],
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  const fixes = findings.flatMap(({ what, fix }) => (fix === undefined ? [] : [`  ${what}: ${fix}`]));
  return `${[
    ...rows.map(([what, detail]) => `${what.padEnd(width)}  ${detail}`),
    ...(fixes.length === 0 ? [] : ["", "To add what is missing:", ...fixes]),
    ...(notes.length === 0 ? [] : ["", ...notes]),
    "",
    report.ok
      ? "Native code can be made here."
      : "No native code here: the js target serves until a C compiler is installed.",
  ].join("\n")}\n`;
};

const sizeOf = (bytes: number): string => {
  if (bytes >= 1 << 30) return `${(bytes / 2 ** 30).toFixed(1)} GB`;
  return bytes >= 1 << 20 ? `${Math.round(bytes / 2 ** 20)} MB` : `${Math.round(bytes / 1024)} kB`;
};

/** Prints the report; the exit status is 0 when native code can be made, else 1. */
export const doctorCommand = async (
  args: readonly string[] = [],
  print: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<number> => {
  if (args.length > 0) {
    print("Usage: taipan doctor\n");
    return 2;
  }
  const report = await doctor();
  print(doctorText(report));
  return report.ok ? 0 : 1;
};
