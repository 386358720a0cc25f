// wave: 1000 x 1000, 2 threads, vectors by compiler, plain stores
#include <stdint.h>

#pragma GCC diagnostic ignored "-Wpsabi"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#pragma GCC diagnostic ignored "-Wtautological-compare"
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wself-assign"
#pragma clang diagnostic ignored "-Wpass-failed"
#endif
#define INLINE static inline __attribute__((always_inline, unused))
#define OUTLINE static __attribute__((noinline, unused))

typedef double real;

INLINE int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
INLINE int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }
INLINE int64_t from_start(int64_t offset, int64_t n) { return least(offset, n); }
INLINE int64_t from_end(int64_t offset, int64_t n) { return most(n - offset, 0); }
// The first of from, from + step, … that is not below low.
INLINE int64_t taipan_raise(int64_t from, int64_t low, int64_t step) {
  return from >= low ? from : from + (low - from + step - 1) / step * step;
}
// Where a thread's share of from, from + step, … begins; inner shares begin at multiples of grain.
INLINE int64_t taipan_share(int64_t from, int64_t to, int64_t step, int64_t grain, int64_t part, int64_t parts) {
  const int64_t count = to > from ? (to - from + step - 1) / step : 0;
  const int64_t begin = from + count * part / parts * step;
  return part == parts ? most(from, to) : grain > 1 && part > 0 ? most(begin / grain * grain, from) : begin;
}
// Modulo 2^32; NaN and the infinities are 0.
OUTLINE int32_t taipan_wrapped(real x) {
  if (x - x != 0) return 0;
  const double rest = __builtin_fmod(__builtin_trunc(x), 4294967296.0);
  return (int32_t)(uint32_t)(int64_t)rest;
}
INLINE int32_t taipan_int32(real x) { return x > -2147483648.0 && x < 2147483648.0 ? (int32_t)x : taipan_wrapped(x); }
#define FENCE()

// Arrays of the call, lengths n and strides s of the axes (the last one's is 1). No two arrays overlap.
#define PARAMETERS const double *restrict u, int32_t *restrict out, const int64_t n0, const int64_t n1, const int64_t s0
#define ARGUMENTS u, out, n0, n1, s0

// for (const p of out.points()) out[p] = Math.sin(u[p]) * 100;
// Sweep 0.

// Points from … to - 1 of the row with linear index p.
OUTLINE void row_0(PARAMETERS, const int64_t p, const int64_t from, const int64_t to) {
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = p + x;
    // out[p] = Math.sin(u[p]) * 100;
    out[q] = taipan_int32(__builtin_sin(u[q]) * 100.0);
  }
}

INLINE void rows_0_1(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to, const int aligned) {
  const int64_t p = i0 * s0;
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    {
      const int64_t q = p + x;
      // out[p] = Math.sin(u[p]) * 100;
      out[q] = taipan_int32(__builtin_sin(u[q]) * 100.0);
    }
  }
}

INLINE int sweep_0(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  // d … e is the domain, a … b the core, whose reads all stay inside
  const int64_t d0 = 0, e0 = n0, a0 = d0, b0 = most(e0, d0), z0 = e0;
  const int64_t d1 = 0, e1 = n1, a1 = d1, b1 = most(e1, d1), z1 = e1;
  const int aligned = 0;
  const int64_t c0 = taipan_share(a0, b0, 1, 1, thread, threads);
  const int64_t f0 = taipan_share(a0, b0, 1, 1, thread + 1, threads);
  int64_t i0 = c0;
  for (; i0 < f0; i0 += 1) {
    if (*cancel) return 1;
    rows_0_1(ARGUMENTS, i0, a1, b1, aligned);
  }
  return 0;
}

// What one thread of the team does. Returns 1 when it found the call cancelled.
INLINE int program(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  int stopped = 0;
  stopped = sweep_0(ARGUMENTS, thread, threads, cancel);
  FENCE();
  return stopped;
}

#ifdef _OPENMP
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);
#else
static inline int omp_get_thread_num(void) { return 0; }
static inline int omp_get_num_threads(void) { return 1; }
#endif

int32_t taipan_run(const double *u, int32_t *out, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(u, out, 1000, 1000, 1000, omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}

// For checks on other shapes: not worth the compiler's time.
__attribute__((cold)) int32_t taipan_any(const int64_t *extents, const double *u, int32_t *out, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(u, out, extents[0], extents[1], extents[1], omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}
