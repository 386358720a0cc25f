// norm: 512 x 512, 2 threads, vectors by compiler, plain stores
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
// NaN when either is; 0 is more than -0.
INLINE real taipan_max(real a, real b) { return a > b ? a : a < b ? b : a != b ? a + b : a == 0 ? a + b : a; }
#define FENCE()

// Totals over points: what a thread has accumulated while a sweep runs, between sweeps what all have together.
struct partial {
  double square, largest;
} __attribute__((aligned(64)));

// Arrays of the call, lengths n and strides s of the axes (the last one's is 1). No two arrays overlap.
#define PARAMETERS const double *restrict u, const double *restrict f, double *restrict r, double *restrict returned, const int64_t n0, const int64_t n1, const int64_t s0, struct partial *const partial
#define ARGUMENTS u, f, r, returned, n0, n1, s0, partial

// for (const p of r.interior()) {
// Sweep 0.

// Points from … to - 1 of the row with linear index p.
OUTLINE void row_0(PARAMETERS, const int64_t p, const int64_t from, const int64_t to) {
  double square = -0.0;
  double largest = -__builtin_inf();
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = p + x;
    // r[p] = f[p] - u.at(p, 1, 0) - u.at(p, -1, 0) + 2 * u[p];
    r[q] = f[q] - u[q + s0] - u[q - s0] + 2.0 * u[q];
    // square += r[p] * r[p];
    square = square + r[q] * r[q];
    // largest = Math.max(largest, r[p]);
    largest = taipan_max(largest, r[q]);
  }
  partial->square = partial->square + square;
  partial->largest = taipan_max(partial->largest, largest);
}

INLINE void rows_0_1(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to, const int aligned) {
  const int64_t p = i0 * s0;
  double square = -0.0;
  double largest = -__builtin_inf();
  for (int64_t x = from; x < to; x += 1) {
    {
      const int64_t q = p + x;
      // r[p] = f[p] - u.at(p, 1, 0) - u.at(p, -1, 0) + 2 * u[p];
      r[q] = f[q] - u[q + s0] - u[q - s0] + 2.0 * u[q];
      // square += r[p] * r[p];
      square = square + r[q] * r[q];
      // largest = Math.max(largest, r[p]);
      largest = taipan_max(largest, r[q]);
    }
  }
  partial->square = partial->square + square;
  partial->largest = taipan_max(partial->largest, largest);
}

INLINE int sweep_0(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  // d … e is the domain, a … b the core, whose reads all stay inside
  const int64_t d0 = from_start(1, n0), e0 = from_end(1, n0), a0 = d0, b0 = most(e0, d0), z0 = e0;
  const int64_t d1 = from_start(1, n1), e1 = from_end(1, n1), a1 = d1, b1 = most(e1, d1), z1 = e1;
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
INLINE int program(PARAMETERS, const struct partial *partials, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  int stopped = 0;
  {
    partial->square = 0.0;
  }
  {
    partial->largest = 0.0;
  }
  {
    const double before_square = partial->square;
    partial->square = -0.0;
    const double before_largest = partial->largest;
    partial->largest = -__builtin_inf();
    stopped = sweep_0(ARGUMENTS, thread, threads, cancel);
    FENCE();
    #pragma omp barrier
    double all_square = before_square;
    for (int64_t t = 0; t < threads; t++) all_square = all_square + partials[t].square;
    double all_largest = before_largest;
    for (int64_t t = 0; t < threads; t++) all_largest = taipan_max(all_largest, partials[t].largest);
    #pragma omp barrier
    partial->square = all_square;
    partial->largest = all_largest;
  }
  if (thread == 0 && !stopped) {
    const double square = partial->square;
    const double largest = partial->largest;
    returned[0] = __builtin_sqrt(square);
    returned[1] = largest;
  }
  return stopped;
}

#ifdef _OPENMP
extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);
#else
static inline int omp_get_thread_num(void) { return 0; }
static inline int omp_get_num_threads(void) { return 1; }
#endif

int32_t taipan_run(const double *u, const double *f, double *r, double *returned, const int32_t *cancel) {
  int stopped = 0;
  struct partial partials[2];
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(u, f, r, returned, 512, 512, 512, &partials[omp_get_thread_num()], partials, omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}

// For checks on other shapes: not worth the compiler's time.
__attribute__((cold)) int32_t taipan_any(const int64_t *extents, const double *u, const double *f, double *r, double *returned, const int32_t *cancel) {
  int stopped = 0;
  struct partial partials[2];
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(u, f, r, returned, extents[0], extents[1], extents[1], &partials[omp_get_thread_num()], partials, omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}
