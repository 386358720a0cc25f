// twice: 512 x 512, 2 threads, vectors of 16 bytes, plain stores
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

// GNU vectors: the same text for every machine that gcc and clang know.
#define LANES 2
typedef double vector __attribute__((vector_size(16)));
typedef int64_t mask __attribute__((vector_size(16)));
typedef double f64_lanes __attribute__((vector_size(16), aligned(8), may_alias));
#define LOAD_f64(q) ((vector)*(const f64_lanes *)(q))
#define STORE_f64(q, v) (*(f64_lanes *)(q) = (v))

INLINE vector vector_of(const real value) { return (vector){ value, value }; }
INLINE mask mask_of(const int value) { return (mask){0} - (int64_t)value; }
INLINE vector choose(const mask m, const vector a, const vector b) { return (vector)((m & (mask)a) | (~m & (mask)b)); }
INLINE mask choose_mask(const mask m, const mask a, const mask b) { return (m & a) | (~m & b); }
// Lanes first … last - 1.
INLINE mask lanes_between(const int64_t first, const int64_t last) {
  const mask lane = { 0, 1 };
  return (lane >= (int64_t)first) & (lane < (int64_t)last);
}
INLINE mask truth_of(const vector v) { return (v < vector_of(0)) | (v > vector_of(0)); }
#define FENCE()

// Arrays of the call, lengths n and strides s of the axes (the last one's is 1). No two arrays overlap.
#define PARAMETERS const double *restrict u, double *restrict mid, double *restrict out, const int64_t n0, const int64_t n1, const int64_t s0
#define ARGUMENTS u, mid, out, n0, n1, s0

// for (const p of mid.interior()) mid[p] = (u.at(p, -1, 0) + u.at(p, 1, 0)) / 2;
// Sweep 0.

// Points from … to - 1 of the row with linear index p.
OUTLINE void row_0(PARAMETERS, const int64_t p, const int64_t from, const int64_t to) {
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = p + x;
    // mid[p] = (u.at(p, -1, 0) + u.at(p, 1, 0)) / 2;
    mid[q] = (u[q - s0] + u[q + s0]) / 2.0;
  }
}

// 2 points of each jammed row from linear index p on; where masked, only those from first to last - 1.
INLINE void block_0_1(PARAMETERS, const int64_t p, const int masked, const int64_t first, const int64_t last) {
  vector out_0_mid;
  {
    const int64_t q = p;
    // mid[p] = (u.at(p, -1, 0) + u.at(p, 1, 0)) / 2;
    out_0_mid = (LOAD_f64(u + q - s0) + LOAD_f64(u + q + s0)) / 2.0;
  }
  if (masked) {
    out_0_mid = choose(lanes_between(first, last), out_0_mid, LOAD_f64(mid + p));
  }
  STORE_f64(mid + p, out_0_mid);
}

// The other points keep their old values, so that whole vectors are stored.
INLINE void edge_0_1(PARAMETERS, const int64_t p, const int64_t first, const int64_t last) {
  block_0_1(ARGUMENTS, p, 1, first, last);
}

INLINE void rows_0_1(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to, const int aligned) {
  if (from >= to) return;
  const int64_t p = i0 * s0;
  // Whole vectors from the row's start read a little beyond the points: not outside of the arrays.
  const int inside = aligned && p - (s0) >= 0 && p + n1 + s0 <= n0 * s0;
  if (inside || to - from >= LANES) {
    int64_t x = inside ? from / LANES * LANES : from;
    if (x < from) {
      edge_0_1(ARGUMENTS, p + x, from - x, to - x);
      x += LANES;
    }
#if defined(__clang__)
#pragma clang loop unroll(disable)
#endif
    for (; x + LANES <= to; x += LANES) block_0_1(ARGUMENTS, p + x, 0, 0, 0);
    if (x < to) {
      const int64_t last = inside ? x : to - LANES;
      edge_0_1(ARGUMENTS, p + last, x - last, to - last);
    }
  } else {
    row_0(ARGUMENTS, p, from, to);
  }
}

INLINE int sweep_0(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  // d … e is the domain, a … b the core, whose reads all stay inside
  const int64_t d0 = from_start(1, n0), e0 = from_end(1, n0), a0 = d0, b0 = most(e0, d0), z0 = e0;
  const int64_t d1 = from_start(1, n1), e1 = from_end(1, n1), a1 = d1, b1 = most(e1, d1), z1 = e1;
  const int aligned = (uintptr_t)mid % 16 == 0 && n1 * 8 % 16 == 0;
  const int64_t c0 = taipan_share(a0, b0, 1, 1, thread, threads);
  const int64_t f0 = taipan_share(a0, b0, 1, 1, thread + 1, threads);
  int64_t i0 = c0;
  for (; i0 < f0; i0 += 1) {
    if (*cancel) return 1;
    rows_0_1(ARGUMENTS, i0, a1, b1, aligned);
  }
  return 0;
}

// for (const p of out.interior()) out[p] = (mid.at(p, 0, -1) + mid.at(p, 0, 1)) / 2;
// Sweep 1.

// Points from … to - 1 of the row with linear index p.
OUTLINE void row_1(PARAMETERS, const int64_t p, const int64_t from, const int64_t to) {
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = p + x;
    // out[p] = (mid.at(p, 0, -1) + mid.at(p, 0, 1)) / 2;
    out[q] = (mid[q - 1] + mid[q + 1]) / 2.0;
  }
}

// 2 points of each jammed row from linear index p on; where masked, only those from first to last - 1.
INLINE void block_1_1(PARAMETERS, const int64_t p, const int masked, const int64_t first, const int64_t last) {
  vector out_0_out;
  {
    const int64_t q = p;
    // out[p] = (mid.at(p, 0, -1) + mid.at(p, 0, 1)) / 2;
    out_0_out = (LOAD_f64(mid + q - 1) + LOAD_f64(mid + q + 1)) / 2.0;
  }
  if (masked) {
    out_0_out = choose(lanes_between(first, last), out_0_out, LOAD_f64(out + p));
  }
  STORE_f64(out + p, out_0_out);
}

// The other points keep their old values, so that whole vectors are stored.
INLINE void edge_1_1(PARAMETERS, const int64_t p, const int64_t first, const int64_t last) {
  block_1_1(ARGUMENTS, p, 1, first, last);
}

INLINE void rows_1_1(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to, const int aligned) {
  if (from >= to) return;
  const int64_t p = i0 * s0;
  // Whole vectors from the row's start read a little beyond the points: not outside of the arrays.
  const int inside = aligned && p - (1) >= 0 && p + n1 + 1 <= n0 * s0;
  if (inside || to - from >= LANES) {
    int64_t x = inside ? from / LANES * LANES : from;
    if (x < from) {
      edge_1_1(ARGUMENTS, p + x, from - x, to - x);
      x += LANES;
    }
#if defined(__clang__)
#pragma clang loop unroll(disable)
#endif
    for (; x + LANES <= to; x += LANES) block_1_1(ARGUMENTS, p + x, 0, 0, 0);
    if (x < to) {
      const int64_t last = inside ? x : to - LANES;
      edge_1_1(ARGUMENTS, p + last, x - last, to - last);
    }
  } else {
    row_1(ARGUMENTS, p, from, to);
  }
}

INLINE int sweep_1(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  // d … e is the domain, a … b the core, whose reads all stay inside
  const int64_t d0 = from_start(1, n0), e0 = from_end(1, n0), a0 = d0, b0 = most(e0, d0), z0 = e0;
  const int64_t d1 = from_start(1, n1), e1 = from_end(1, n1), a1 = d1, b1 = most(e1, d1), z1 = e1;
  const int aligned = (uintptr_t)out % 16 == 0 && n1 * 8 % 16 == 0;
  const int64_t c0 = taipan_share(a0, b0, 1, 1, thread, threads);
  const int64_t f0 = taipan_share(a0, b0, 1, 1, thread + 1, threads);
  int64_t i0 = c0;
  for (; i0 < f0; i0 += 1) {
    if (*cancel) return 1;
    rows_1_1(ARGUMENTS, i0, a1, b1, aligned);
  }
  return 0;
}

// What one thread of the team does. Returns 1 when it found the call cancelled.
INLINE int program(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  int stopped = 0;
  stopped = sweep_0(ARGUMENTS, thread, threads, cancel);
  FENCE();
  #pragma omp barrier
  if (!stopped) stopped = sweep_1(ARGUMENTS, thread, threads, cancel);
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

int32_t taipan_run(const double *u, double *mid, double *out, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(u, mid, out, 512, 512, 512, omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}

// For checks on other shapes: not worth the compiler's time.
__attribute__((cold)) int32_t taipan_any(const int64_t *extents, const double *u, double *mid, double *out, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(u, mid, out, extents[0], extents[1], extents[1], omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}
