// Generated C or CUDA to a shared library in the cache: the same request, blocking for a first call or killable for the
// tuner.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Artifact,
  artifactKey,
  type Cache,
  findArtifact,
  publishArtifact,
  temporaryFolder,
} from "../cache/index.ts";
import type { GeneratedKernel } from "../codegen/generated.ts";
import { findToolchain, linkFlags, type OpenMP } from "./compilers.ts";
import { architectureOf, findCuda, nvccCommand, nvccFlags } from "./cuda.ts";
import { machine } from "./machine.ts";
import { type Ran, run, runSync, type Timer } from "./programs.ts";

export interface CompileRequest {
  readonly kernel: GeneratedKernel;
  /** "gcc" or "clang"; undefined: the best that was found. CUDA has nvcc alone. */
  readonly compiler: string | undefined;
  readonly cache: Cache;
  /** Version of the templates that produced the source; part of the key. */
  readonly templates?: string;
  /** Seconds after which the compiler is killed; 20 unless told, and three times as long for nvcc. */
  readonly limitSeconds?: number;
  /** Search path for compilers; the environment's unless told. */
  readonly path?: string;
}

export interface Compiled {
  readonly ok: true;
  readonly key: string;
  readonly artifact: Artifact;
  /** The shared library's file. */
  readonly library: string;
  /** What compiling took, also when it was done earlier. */
  readonly seconds: number;
  /** Whether the cache had it. */
  readonly cached: boolean;
  readonly compiler: string;
  readonly flags: readonly string[];
  readonly log: string;
}

export interface NotCompiled {
  readonly ok: false;
  readonly kind: "error" | "timeout" | "missing";
  readonly seconds: number;
  readonly log: string;
  /** Line of the generated source (1-based) of the first error. */
  readonly at: number | undefined;
}

export type CompileResult = Compiled | NotCompiled;

const LIMIT_SECONDS = 20;
/** nvcc runs half a dozen programs for each kernel. */
const CUDA_LIMIT = 3;

/** Compiles, or finds the library in the cache; blocks. Never throws for a bad source, compiler or cache. */
export const compileSync = (request: CompileRequest): CompileResult => {
  const job = prepare(request);
  if ("ok" in job) return job;
  return building((folder) => {
    writeFileSync(join(folder, job.sourceName), request.kernel.source);
    let seconds = 0;
    let log = "";
    for (const args of job.commands) {
      const ran = runSync(job.program, args, job.limitSeconds - seconds, folder);
      seconds += ran.seconds;
      log += ran.log;
      if (!ran.ok) return failed(ran, seconds, log);
    }
    return publish(job, folder, seconds, log);
  });
};

/** The same off the event loop. Killed with everything it started when `signal` aborts, and then it rejects. */
export const compile = async (
  request: CompileRequest,
  options: { readonly signal?: AbortSignal; readonly timer?: Timer } = {},
): Promise<CompileResult> => {
  const job = prepare(request);
  if ("ok" in job) return job;
  let folder: string | undefined;
  try {
    folder = temporaryFolder("build");
    writeFileSync(join(folder, job.sourceName), request.kernel.source);
    let seconds = 0;
    let log = "";
    for (const args of job.commands) {
      const ran = await run(job.program, args, job.limitSeconds - seconds, { folder, ...options });
      seconds += ran.seconds;
      log += ran.log;
      if (!ran.ok) return failed(ran, seconds, log);
    }
    return publish(job, folder, seconds, log);
  } catch (error) {
    if (options.signal?.aborted === true) throw error;
    return unbuildable(error);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
};

/** Flags for every kernel; `kernel.flags` come after them. */
export const standardFlags = (kernel: GeneratedKernel, openmp: OpenMP): readonly string[] => [
  "-std=gnu11",
  "-O3",
  "-march=native",
  "-fPIC",
  // sqrt and friends as instructions; nobody reads errno.
  "-fno-math-errno",
  kernel.exact ? "-ffp-contract=off" : "-ffp-contract=fast",
  openmp.kind === "none" ? "-fopenmp-simd" : "-fopenmp",
];

interface Job {
  readonly request: CompileRequest;
  readonly key: string;
  readonly program: string;
  readonly compiler: string;
  /** What it compiles for. */
  readonly cpu: string;
  readonly sourceName: string;
  readonly flags: readonly string[];
  readonly commands: readonly (readonly string[])[];
  readonly limitSeconds: number;
}

const prepare = (request: CompileRequest): Job | CompileResult =>
  request.kernel.language === "cuda" ? prepareCuda(request) : prepareC(request);

const missing = (log: string): NotCompiled => ({ ok: false, kind: "missing", seconds: 0, log, at: undefined });

const prepareCuda = (request: CompileRequest): Job | CompileResult => {
  const { kernel, cache, path, templates = "" } = request;
  const cuda = findCuda(cache, path);
  if (typeof cuda === "string") return missing(cuda);
  const { nvcc, device } = cuda;
  const architecture = architectureOf(device);
  const flags = [...nvccFlags(architecture), ...kernel.flags];
  const cpu = `${architecture} ${machine().cpuKey}`;
  const key = artifactKey({ source: kernel.source, flags, compiler: nvcc.version, cpu, openmp: "", templates });
  const artifact = findArtifact(cache, key);
  if (artifact !== undefined) return compiled(artifact, true);
  return {
    request,
    key,
    program: nvcc.path,
    compiler: nvcc.version,
    cpu: architecture,
    sourceName: "kernel.cu",
    flags,
    commands: [nvccCommand(flags, "kernel.cu", "kernel.so")],
    limitSeconds: CUDA_LIMIT * (request.limitSeconds ?? LIMIT_SECONDS),
  };
};

const prepareC = (request: CompileRequest): Job | CompileResult => {
  const toolchain = findToolchain(request.cache, request.path);
  const compiler =
    request.compiler === undefined
      ? toolchain.compilers[0]
      : toolchain.compilers.find((one) => one.name === request.compiler);
  if (compiler === undefined) {
    const log =
      request.compiler === undefined
        ? toolchain.notes.join("\n")
        : [`${request.compiler} was not found on PATH.`, ...toolchain.notes].join("\n");
    return missing(log);
  }
  const flags = [...standardFlags(request.kernel, toolchain.openmp), ...request.kernel.flags];
  const key = artifactKey({
    source: request.kernel.source,
    flags,
    compiler: compiler.version,
    cpu: `${compiler.cpu} ${machine().cpuKey}`,
    openmp: JSON.stringify(toolchain.openmp),
    templates: request.templates ?? "",
  });
  const artifact = findArtifact(request.cache, key);
  if (artifact !== undefined) return compiled(artifact, true);
  return {
    request,
    key,
    program: compiler.path,
    compiler: compiler.version,
    cpu: compiler.cpu,
    sourceName: "kernel.c",
    flags,
    // Two steps, since gcc's driver would add its own OpenMP runtime when it links.
    commands: [[...flags, "-c", "kernel.c", "-o", "kernel.o"], linkFlags(toolchain.openmp, "kernel.o", "kernel.so")],
    limitSeconds: request.limitSeconds ?? LIMIT_SECONDS,
  };
};

const building = (build: (folder: string) => CompileResult): CompileResult => {
  let folder: string | undefined;
  try {
    folder = temporaryFolder("build");
    return build(folder);
  } catch (error) {
    return unbuildable(error);
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
};

const publish = (job: Job, folder: string, seconds: number, log: string): CompileResult =>
  compiled(
    publishArtifact(job.request.cache, {
      key: job.key,
      source: job.request.kernel.source,
      library: join(folder, "kernel.so"),
      compiler: job.compiler,
      flags: job.flags,
      cpu: job.cpu,
      seconds,
      log,
    }),
    false,
  );

const compiled = (artifact: Artifact, cached: boolean): Compiled => ({
  ok: true,
  key: artifact.facts.key,
  artifact,
  library: artifact.library,
  seconds: artifact.facts.seconds,
  cached,
  compiler: artifact.facts.compiler,
  flags: artifact.facts.flags,
  log: artifact.facts.log,
});

const failed = (ran: Ran, seconds: number, log: string): NotCompiled => {
  const line = /^kernel\.(?:c:(\d+):(?:\d+:)? (?:fatal )?error:|cu\((\d+)\): error)/m.exec(log);
  return {
    ok: false,
    kind: ran.timedOut ? "timeout" : "error",
    seconds,
    log: ran.timedOut ? `${log}\nThe compiler was stopped after ${seconds.toFixed(1)} s.`.trim() : log,
    at: line === null ? undefined : Number(line[1] ?? line[2]),
  };
};

/** No room for a build folder, say. */
const unbuildable = (error: unknown): NotCompiled => ({
  ok: false,
  kind: "error",
  seconds: 0,
  log: error instanceof Error ? error.message : String(error),
  at: undefined,
});
