// What the sweeps written by hand share: vectors of the machine's own width, streaming stores, shares of threads.
// REAL is the element type (PICK: doubles only). Arrays begin at 64-byte boundaries, rows are whole cache lines.
#include <stdint.h>

#ifndef REAL
#define REAL double
#endif
#if defined(__AVX512F__)
#define BYTES 64
#elif defined(__AVX__)
#define BYTES 32
#else
#define BYTES 16
#endif
typedef REAL real;
enum { LANES = BYTES / sizeof(real), LINE = 64 / sizeof(real) };
typedef real vec __attribute__((vector_size(BYTES), may_alias));
typedef real anywhere __attribute__((vector_size(BYTES), aligned(sizeof(real)), may_alias));
#define AT(q) ((vec) * (const anywhere *)(q))

#if defined(__clang__)
#define STREAM(q, v) __builtin_nontemporal_store(v, (vec *)(q))
#elif defined(__SSE2__)
typedef double wide __attribute__((vector_size(BYTES)));
#if BYTES == 64
#define STREAM(q, v) __builtin_ia32_movntpd512((double *)(q), (wide)(v))
#elif BYTES == 32
#define STREAM(q, v) __builtin_ia32_movntpd256((double *)(q), (wide)(v))
#else
#define STREAM(q, v) __builtin_ia32_movntpd((double *)(q), (wide)(v))
#endif
#else
#define STREAM(q, v) (*(vec *)(q) = (v))
#endif
#if defined(__x86_64__)
#define FENCE() __builtin_ia32_sfence()
#else
#define FENCE()
#endif
// into the second cache
#define FETCH(q) __builtin_prefetch(q, 0, 2)
#define ALWAYS static inline __attribute__((always_inline))

// The lanes from o on of two vectors that follow each other: what lies to the left or right of one, without a load.
#define PICK2(a, b, o) __builtin_shufflevector(a, b, o, o + 1)
#define PICK4(a, b, o) __builtin_shufflevector(a, b, o, o + 1, o + 2, o + 3)
#define PICK8(a, b, o) __builtin_shufflevector(a, b, o, o + 1, o + 2, o + 3, o + 4, o + 5, o + 6, o + 7)
#if BYTES == 64
#define PICK PICK8
#elif BYTES == 32
#define PICK PICK4
#else
#define PICK PICK2
#endif

ALWAYS int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

// Where the share of a thread begins, in whole groups of planes.
ALWAYS int64_t share(int64_t from, int64_t to, int64_t group, int64_t part, int64_t parts) {
  return part == parts ? to : from + (to - from) / group * part / parts * group;
}

// What is computed and stored at once: a cache line. A streaming store that leaves a line half written, for the sake of
// another row, costs a write of each half to memory.
enum { PARTS = LINE / LANES };
typedef struct {
  vec part[PARTS];
} line;
#define EACH_PART(i) _Pragma("GCC unroll 4") for (int i = 0; i < PARTS; i++)

// A row's first and last line: the points next to a face, outside of first … last - 1, keep what they were. Reading them
// has brought the line into the caches, from where a streaming store would have to drive it out first.
ALWAYS void put(real *q, line v, int first, int last) {
  EACH_PART(i) {
    if (first == 0 && last == LINE) {
      STREAM(q + i * LANES, v.part[i]);
      continue;
    }
    for (int lane = 0; lane < LANES; lane++)
      if (i * LANES + lane < first || i * LANES + lane >= last) v.part[i][lane] = q[i * LANES + lane];
    *(vec *)(q + i * LANES) = v.part[i];
  }
}

extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);
