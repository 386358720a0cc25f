// The C compilers of this machine and the one OpenMP runtime that all compiled code shares.
// Asking a compiler who it is costs a process, so answers are kept in the cache by path, time and size of its file.
import { existsSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { type Cache, readFacts, temporaryFolder, writeFacts } from "../cache/index.ts";
import { machine } from "./machine.ts";
import { findProgram, runSync } from "./programs.ts";

const CompilerSchema = v.object({
  name: v.picklist(["gcc", "clang"]),
  path: v.string(),
  /** Name and full version as it says itself. */
  version: v.string(),
  /** What -march=native stands for: "znver4". */
  cpu: v.string(),
  /** The folder of its own OpenMP runtime (gcc: libgomp), when there is one. */
  gomp: v.optional(v.string()),
});

export type Compiler = Readonly<v.InferOutput<typeof CompilerSchema>>;

/** Two runtimes in one process fight for the cores, so there is one for all: see `chooseOpenMP`. */
export type OpenMP =
  | { readonly kind: "libomp"; readonly library: string }
  | { readonly kind: "libgomp"; readonly folder: string }
  | { readonly kind: "none" };

export interface Toolchain {
  /** Those that can be used, best first. */
  readonly compilers: readonly Compiler[];
  readonly openmp: OpenMP;
  /** What is missing or left out, each with what helps. */
  readonly notes: readonly string[];
}

const PROBE_SECONDS = 5;

const FactsSchema = v.object({
  format: v.literal(1),
  compilers: v.array(v.object({ stamp: v.string(), compiler: CompilerSchema })),
  /** Stamps of a gcc and a libomp that were linked together once, and whether it worked. */
  links: v.array(v.object({ stamp: v.string(), works: v.boolean() })),
});
type Facts = v.InferOutput<typeof FactsSchema>;

const known = new Map<string, Toolchain>();

/** Finds the compilers on `path`, once per process and search path. Without any, `compilers` is empty and a note says so. */
export const findToolchain = (cache: Cache, path: string = process.env.PATH ?? ""): Toolchain => {
  const key = `${cache.root}\0${path}`;
  let found = known.get(key);
  if (found === undefined) {
    found = probe(cache, path);
    known.set(key, found);
  }
  return found;
};

const probe = (cache: Cache, path: string): Toolchain => {
  const page = `compilers-${machine().cpuKey}`;
  const before: Facts = readFacts(cache, page, FactsSchema) ?? { format: 1, compilers: [], links: [] };
  const notes: string[] = [];
  const compilers: Compiler[] = [];
  const stamped: Facts["compilers"] = [];
  for (const program of candidates(path)) {
    const stamp = stampOf(program);
    const compiler = before.compilers.find((entry) => entry.stamp === stamp)?.compiler ?? identify(program, notes);
    if (compiler === undefined || compilers.some((other) => other.name === compiler.name)) continue;
    compilers.push(compiler);
    stamped.push({ stamp, compiler });
  }
  const links = [...before.links];
  const chosen = chooseOpenMP(compilers, notes, links);
  // Another search path's compilers stay known.
  const others = before.compilers.filter((entry) => !stamped.some((other) => other.stamp === entry.stamp));
  const after: Facts = { format: 1, compilers: [...stamped, ...others].slice(0, 16), links: links.slice(-16) };
  if (JSON.stringify(after) !== JSON.stringify(before)) writeFacts(cache, page, after);
  if (compilers.length === 0) {
    notes.push(
      "No C compiler was found on PATH: the js target serves. `sudo apt install gcc` (or your system's package) gives native code.",
    );
  }
  return { ...chosen, notes };
};

/** gcc and clang by their plain names, else the newest versioned one ("gcc-13"), else whatever cc is. */
const candidates = (path: string): readonly string[] => {
  const programs: string[] = [];
  for (const name of ["gcc", "clang"]) {
    const program = findProgram(name, path) ?? newest(name, path);
    if (program !== undefined) programs.push(program);
  }
  const cc = programs.length === 0 ? findProgram("cc", path) : undefined;
  return cc === undefined ? programs : [cc];
};

const newest = (name: string, path: string): string | undefined => {
  for (let version = 40; version >= 8; version--) {
    const program = findProgram(`${name}-${version}`, path);
    if (program !== undefined) return program;
  }
  return undefined;
};

const stampOf = (program: string): string => {
  const stats = statSync(program);
  return `${program} ${stats.mtimeMs} ${stats.size}`;
};

/** Asks a compiler for its version and its idea of this CPU, in one go. On some systems `gcc` is clang. */
const identify = (program: string, notes: string[]): Compiler | undefined => {
  const asked = runSync(program, ["-march=native", "-v", "-E", "-x", "c", "/dev/null"], PROBE_SECONDS);
  const version = /^.*?((?:gcc|clang) version .+)$/m.exec(asked.log)?.[1]?.trim();
  if (!asked.ok || version === undefined) {
    const why = asked.timedOut
      ? `did not answer within ${PROBE_SECONDS} s`
      : (asked.log.trim().split("\n").at(-1) ?? "gave no version");
    notes.push(`${program} is left out: ${why}.`);
    return undefined;
  }
  const clang = version.startsWith("clang");
  const cpu = (clang ? /"-target-cpu" "([^"]+)"|-target-cpu (\S+)/ : /(?:-march=|-mcpu=)((?!native)\S+)/).exec(
    asked.log,
  );
  const gomp = clang ? undefined : libraryFolders(asked.log).find((folder) => existsSync(join(folder, "libgomp.so")));
  return {
    name: clang ? "clang" : "gcc",
    path: program,
    version: version.replace(" version", ""),
    cpu: cpu?.[1] ?? cpu?.[2] ?? "native",
    ...(gomp === undefined ? {} : { gomp: dirname(realpathSync(join(gomp, "libgomp.so"))) }),
  };
};

const libraryFolders = (log: string): readonly string[] => /^LIBRARY_PATH=(.*)$/m.exec(log)?.[1]?.split(":") ?? [];

/**
 * libomp for every compiler where it is found (gcc's objects link against it as they are); else libgomp, and clang
 * stays out; else no threads at all.
 */
const chooseOpenMP = (
  compilers: readonly Compiler[],
  notes: string[],
  links: { stamp: string; works: boolean }[],
): { readonly compilers: readonly Compiler[]; readonly openmp: OpenMP } => {
  const gcc = compilers.find((compiler) => compiler.name === "gcc");
  const clang = compilers.find((compiler) => compiler.name === "clang");
  const library = findLibomp(clang);
  if (library !== undefined && (gcc === undefined || linksWith(gcc, library, links))) {
    return { compilers, openmp: { kind: "libomp", library } };
  }
  if (gcc?.gomp !== undefined) {
    if (clang !== undefined) {
      notes.push(
        "clang is left out: its OpenMP runtime, libomp, was not found. `sudo apt install libomp-dev` adds it.",
      );
    }
    return { compilers: [gcc], openmp: { kind: "libgomp", folder: gcc.gomp } };
  }
  if (compilers.length > 0) {
    notes.push("No OpenMP runtime was found: native code runs on one core. `sudo apt install libomp-dev` adds one.");
  }
  return { compilers, openmp: { kind: "none" } };
};

const findLibomp = (clang: Compiler | undefined): string | undefined => {
  const folders = [
    ...(clang === undefined ? [] : [join(dirname(realpathSync(clang.path)), "..", "lib")]),
    ...["x86_64", "aarch64"].map((cpu) => `/usr/lib/${cpu}-linux-gnu`),
    ...namesIn("/usr/lib")
      .filter((name) => name.startsWith("llvm-"))
      .sort()
      .reverse()
      .map((name) => `/usr/lib/${name}/lib`),
    "/usr/lib64",
    "/usr/lib",
    "/usr/local/lib",
  ];
  for (const folder of folders) {
    for (const name of ["libomp.so", "libomp.so.5"]) {
      const file = join(folder, name);
      // The plain name may be a linker script or a development link: what it leads to is what gets loaded.
      if (existsSync(file)) return realpathSync(file);
    }
  }
  return undefined;
};

const LINK_PROBE = `#include <omp.h>
int taipan_probe(int n) {
  int sum = 0;
#pragma omp parallel for schedule(dynamic) reduction(+ : sum)
  for (int i = 0; i < n; i++) sum += omp_get_thread_num();
  return sum;
}
`;

/** Whether gcc's OpenMP objects find all they need in this libomp; tried once, kept in the cache. */
const linksWith = (gcc: Compiler, library: string, links: { stamp: string; works: boolean }[]): boolean => {
  const stamp = `${stampOf(gcc.path)} ${stampOf(library)}`;
  const tried = links.find((link) => link.stamp === stamp);
  if (tried !== undefined) return tried.works;
  const folder = temporaryFolder("link");
  try {
    writeFileSync(join(folder, "probe.c"), LINK_PROBE);
    const openmp: OpenMP = { kind: "libomp", library };
    const works =
      runSync(gcc.path, ["-fopenmp", "-fPIC", "-c", "probe.c", "-o", "probe.o"], PROBE_SECONDS, folder).ok &&
      runSync(gcc.path, linkFlags(openmp, "probe.o", "probe.so"), PROBE_SECONDS, folder).ok;
    links.push({ stamp, works });
    return works;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The command line that makes a shared library of one object. */
export const linkFlags = (openmp: OpenMP, object: string, library: string): readonly string[] => [
  "-shared",
  object,
  "-o",
  library,
  ...openmpLinkFlags(openmp),
  "-lm",
  // Unloading would pull the code away under the runtime's sleeping threads, at the latest when the process ends.
  "-Wl,-z,nodelete",
  // A name that nobody defines is an error now, not a crash at the first call.
  "-Wl,-z,defs",
];

const openmpLinkFlags = (openmp: OpenMP): readonly string[] => {
  switch (openmp.kind) {
    case "libomp":
      return [openmp.library, `-Wl,-rpath,${dirname(openmp.library)}`];
    case "libgomp":
      return ["-fopenmp", `-Wl,-rpath,${openmp.folder}`];
    case "none":
      return [];
  }
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
