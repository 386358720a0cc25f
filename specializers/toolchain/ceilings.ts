// What this machine can do at best: memory bandwidth by streaming copy and triad, arithmetic by independent
// multiply-adds. The kernels have the generated ABI, so the trial process runs them like any variant.
import * as v from "valibot";
import { type Cache, readFacts, writeFacts } from "../cache/index.ts";
import type { EntryParameter, GeneratedKernel } from "../codegen/generated.ts";
import type { Machine } from "./machine.ts";

const CeilingsSchema = v.object({
  format: v.literal(1),
  bytesPerSecond: v.number(),
  flopsPerSecond: v.number(),
  copyBytesPerSecond: v.number(),
  triadBytesPerSecond: v.number(),
  measured: v.string(),
});

export type Ceilings = Readonly<v.InferOutput<typeof CeilingsSchema>>;

const pageOf = (machine: Machine): string => `ceilings-${machine.key}`;

/** What was measured on this machine before. */
export const readCeilings = (cache: Cache, machine: Machine): Ceilings | undefined =>
  readFacts(cache, pageOf(machine), CeilingsSchema);

export const writeCeilings = (cache: Cache, machine: Machine, ceilings: Ceilings): void =>
  writeFacts(cache, pageOf(machine), ceilings);

export interface Probe {
  readonly kernel: GeneratedKernel;
  /** Elements of each array. */
  readonly lengths: readonly number[];
  /** Bytes moved, or operations done, in one run. */
  readonly work: number;
}

const MINIMUM_BYTES = 64 << 20;
const MAXIMUM_BYTES = 256 << 20;

/** Arrays that no cache can hold, as STREAM asks, within what memory there is. */
export const ceilingProbes = (
  machine: Machine,
  freeBytes: number,
): { readonly copy: Probe; readonly triad: Probe; readonly fma: Probe } => {
  const bytes = Math.min(Math.max(4 * machine.lastLevelCacheBytes, MINIMUM_BYTES), MAXIMUM_BYTES, freeBytes / 8);
  const length = Math.max(1 << 16, Math.floor(bytes / 8 / 4096) * 4096);
  return {
    copy: {
      kernel: streamKernel("STREAM(b + i, LOAD(a + i))", ["a", "b"], length, machine),
      lengths: [length, length],
      work: 16 * length,
    },
    triad: {
      kernel: streamKernel("STREAM(c + i, LOAD(a + i) + 3.0 * LOAD(b + i))", ["a", "b", "c"], length, machine),
      lengths: [length, length, length],
      work: 24 * length,
    },
    fma: { kernel: fmaKernel(machine), lengths: [8 * machine.cores], work: fmaOperations(machine) },
  };
};

/** A fixed small triad with plain stores: what it takes now and what it took before show how quiet the machine is. */
export const noiseProbe = (machine: Machine | undefined): Probe => {
  const length = 1 << 20;
  const lengths = [length, length, length];
  if (machine !== undefined)
    return {
      kernel: streamKernel("STORE(c + i, LOAD(a + i) + 3.0 * LOAD(b + i))", ["a", "b", "c"], length, machine),
      lengths,
      work: 24 * length,
    };
  const source = `return (a, b, c) => {
  for (let i = 0; i < ${length}; i++) c[i] = a[i] + 3 * b[i];
};`;
  return {
    kernel: {
      language: "js",
      source,
      parameters: arrays(["a", "b", "c"]),
      lines: new Map(),
      flags: [],
      exact: true,
      single: false,
    },
    lengths,
    work: 24 * length,
  };
};

const arrays = (names: readonly string[]): readonly EntryParameter[] =>
  names.map((name) => ({ name, kind: "array", dtype: "f64", access: "inout" }));

/** One vector type for every machine; stores past the caches where the instruction set has them. */
const prelude = `#include <stdint.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#if defined(__AVX512F__)
#define LANES 8
#elif defined(__AVX__)
#define LANES 4
#else
#define LANES 2
#endif
typedef double vec __attribute__((vector_size(8 * LANES)));
#define LOAD(p) (*(const vec *)(p))
#define STORE(p, x) (*(vec *)(p) = (x))
#if defined(__AVX512F__)
#define STREAM(p, x) _mm512_stream_pd((p), (__m512d)(x))
#elif defined(__AVX__)
#define STREAM(p, x) _mm256_stream_pd((p), (__m256d)(x))
#elif defined(__x86_64__)
#define STREAM(p, x) _mm_stream_pd((p), (__m128d)(x))
#else
#define STREAM(p, x) STORE(p, x)
#endif
#if defined(__x86_64__)
#define FENCE() _mm_sfence()
#else
#define FENCE() ((void)0)
#endif
/* Far enough ahead that the line is there in time; evenly, one per line. */
#define AHEAD(p) __builtin_prefetch((p) + 1024, 0, 2)
`;

const kernelOf = (body: string, parameters: readonly EntryParameter[], extent: string): GeneratedKernel => {
  const list = parameters.map(({ name }) => `double *restrict ${name}, `).join("");
  const names = parameters.map(({ name }) => `${name}, `).join("");
  return {
    language: "c",
    source: `${prelude}
int32_t taipan_any(const int64_t *extents, ${list}const int32_t *cancel) {
${body}  return *cancel != 0;
}

int32_t taipan_run(${list}const int32_t *cancel) {
  const int64_t extents[1] = {${extent}};
  return taipan_any(extents, ${names}cancel);
}
`,
    parameters,
    lines: new Map(),
    flags: [],
    exact: false,
    single: false,
  };
};

const streamKernel = (statement: string, names: readonly string[], length: number, machine: Machine): GeneratedKernel =>
  kernelOf(
    `  const int64_t blocks = extents[0] / 4096;
#pragma omp parallel for schedule(static) num_threads(${machine.cores})
  for (int64_t block = 0; block < blocks; block++) {
    for (int64_t i = 4096 * block; i < 4096 * (block + 1); i += LANES) {
      if (i % 8 == 0) {
${names
  .slice(0, -1)
  .map((name) => `        AHEAD(${name} + i);\n`)
  .join("")}      }
      ${statement};
    }
    FENCE();
  }
`,
    arrays(names),
    String(length),
  );

const FMA_ITERATIONS = 2_000_000;
/** Enough independent sums to hide the latency, few enough for sixteen registers. */
const FMA_SUMS = 12;

/** Doubles in the prelude's vector. */
const lanesOf = (machine: Machine): number => (process.arch === "x64" ? Math.min(64, machine.vectorBytes) / 8 : 2);

const fmaOperations = (machine: Machine): number => machine.cores * FMA_ITERATIONS * FMA_SUMS * 2 * lanesOf(machine);

const fmaKernel = (machine: Machine): GeneratedKernel => {
  const sums = Array.from({ length: FMA_SUMS }, (_, i) => `s${i}`);
  return kernelOf(
    `#pragma omp parallel for schedule(static, 1) num_threads(${machine.cores})
  for (int64_t core = 0; core < ${machine.cores}; core++) {
    vec ${sums.map((sum, i) => `${sum} = {${i + 1}}`).join(", ")};
    vec factor = {0}, term = {0};
    factor += 0.999999, term += out[8 * core];
    for (int64_t i = 0; i < extents[0]; i++) {
${sums.map((sum) => `      ${sum} = ${sum} * factor + term;\n`).join("")}    }
    const vec total = ${sums.join(" + ")};
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++) sum += total[lane];
    out[8 * core] = sum > 1e300 ? 1 : 1e-9;
  }
`,
    arrays(["out"]),
    String(FMA_ITERATIONS),
  );
};
