// What CUDA code needs on this machine: NVIDIA's compiler and a device. Both are looked for once a process.
import { statSync } from "node:fs";
import * as v from "valibot";
import { type Cache, readFacts, writeFacts } from "../cache/index.ts";
import { type CudaDevice, cudaDevice } from "../runtime/cuda-device.ts";
import { findProgram, runSync } from "./programs.ts";

export interface Nvcc {
  readonly path: string;
  /** As it says itself: "nvcc 13.0, V13.0.88". */
  readonly version: string;
}

export interface Cuda {
  readonly nvcc: Nvcc;
  readonly device: CudaDevice;
}

const PROBE_SECONDS = 20;
const PAGE = "nvcc";
const Facts = v.object({ format: v.literal(1), stamp: v.string(), version: v.string() });

const known = new Map<string, Nvcc | undefined>();

/** NVIDIA's compiler on `path`; its answer is kept in the cache, since asking takes its time. */
export function findNvcc(cache: Cache, path: string = process.env.PATH ?? ""): Nvcc | undefined {
  const key = `${cache.root}\0${path}`;
  if (!known.has(key)) known.set(key, identify(cache, path));
  return known.get(key);
}

function identify(cache: Cache, path: string): Nvcc | undefined {
  const program = findProgram("nvcc", path);
  if (program === undefined) return undefined;
  const { mtimeMs, size } = statSync(program);
  const stamp = `${program} ${mtimeMs} ${size}`;
  const before = readFacts(cache, PAGE, Facts);
  if (before?.stamp === stamp) return { path: program, version: before.version };
  const asked = runSync(program, ["--version"], PROBE_SECONDS);
  const version = /release ([\d.]+, V[\d.]+)/.exec(asked.log)?.[1];
  if (!asked.ok || version === undefined) return undefined;
  const nvcc = { path: program, version: `nvcc ${version}` };
  writeFacts(cache, PAGE, { format: 1, stamp, version: nvcc.version });
  return nvcc;
}

/** Compiler and device, or why CUDA code can't be made and run here. */
export function findCuda(cache: Cache, path?: string): Cuda | string {
  const device = cudaDevice();
  if (typeof device === "string") return device;
  const nvcc = findNvcc(cache, path);
  return nvcc === undefined ? "nvcc was not found on PATH" : { nvcc, device };
}

/** What nvcc calls a device: "sm_90". */
export const architectureOf = ({ capability }: CudaDevice): string => `sm_${capability.replace(".", "")}`;

/** Flags for every CUDA kernel; `kernel.flags` come after them. */
export const nvccFlags = (architecture: string): readonly string[] => [
  "-std=c++17",
  "-O3",
  `-arch=${architecture}`,
  "-Xcompiler=-fPIC",
];

/** Source to shared library in one step. Never unloaded: the CUDA runtime inside of it would be pulled from under itself. */
export const nvccCommand = (flags: readonly string[], source: string, library: string): readonly string[] => [
  ...flags,
  "-shared",
  "-Xlinker=-z,nodelete",
  source,
  "-o",
  library,
];
