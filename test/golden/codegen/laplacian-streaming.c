// laplacian: 256 x 256 x 256, 2 threads, vectors of 64 bytes, tiles 0 32 0, jam 2 2 1, streaming stores, prefetch T0 2 rows ahead
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
#define LANES 8
typedef double vector __attribute__((vector_size(64)));
typedef int64_t mask __attribute__((vector_size(64)));
typedef double f64_lanes __attribute__((vector_size(64), aligned(8), may_alias));
#define LOAD_f64(q) ((vector)*(const f64_lanes *)(q))
#define STORE_f64(q, v) (*(f64_lanes *)(q) = (v))
typedef double f64_line __attribute__((vector_size(64)));
#if defined(__clang__)
#define STREAM_f64(q, v) __builtin_nontemporal_store(v, (f64_line *)(q))
#elif defined(__AVX512F__)
#define STREAM_f64(q, v) __builtin_ia32_movntpd512((double *)(q), (wide64)(v))
typedef double wide64 __attribute__((vector_size(64)));
#else
#define STREAM_f64 STORE_f64
#endif

INLINE vector vector_of(const real value) { return (vector){ value, value, value, value, value, value, value, value }; }
INLINE mask mask_of(const int value) { return (mask){0} - (int64_t)value; }
INLINE vector choose(const mask m, const vector a, const vector b) { return (vector)((m & (mask)a) | (~m & (mask)b)); }
INLINE mask choose_mask(const mask m, const mask a, const mask b) { return (m & a) | (~m & b); }
// Lanes first … last - 1.
INLINE mask lanes_between(const int64_t first, const int64_t last) {
  const mask lane = { 0, 1, 2, 3, 4, 5, 6, 7 };
  return (lane >= (int64_t)first) & (lane < (int64_t)last);
}
INLINE mask truth_of(const vector v) { return (v < vector_of(0)) | (v > vector_of(0)); }
#if defined(__x86_64__)
#define FENCE() __builtin_ia32_sfence() // streaming stores are not ordered with the end of a parallel region otherwise
#else
#define FENCE()
#endif

// Arrays of the call, lengths n and strides s of the axes (the last one's is 1). No two arrays overlap.
#define PARAMETERS const double *restrict u, double *restrict out, const int64_t n0, const int64_t n1, const int64_t n2, const int64_t s0, const int64_t s1
#define ARGUMENTS u, out, n0, n1, n2, s0, s1

// for (const p of out.interior())
// Sweep 0.

// Points from … to - 1 of the row with linear index p.
OUTLINE void row_0(PARAMETERS, const int64_t p, const int64_t from, const int64_t to) {
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = p + x;
    // out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
    out[q] = u[q + s0] + u[q - s0] + u[q + s1] + u[q - s1] + u[q + 1] + u[q - 1] - 6.0 * u[q];
  }
}

// 8 points of each jammed row from linear index p on; where masked, only those from first to last - 1.
INLINE void block_0_22(PARAMETERS, const int64_t p, const int masked, const int64_t first, const int64_t last, const int64_t ahead) {
  __builtin_prefetch(u + p + s0 + ahead, 0, 3);
  __builtin_prefetch(u + p + s0 + s1 + ahead, 0, 3);
  __builtin_prefetch(u + p + 2 * s0 + ahead, 0, 3);
  __builtin_prefetch(u + p + 2 * s0 + s1 + ahead, 0, 3);
  vector out_00_out;
  vector out_01_out;
  vector out_10_out;
  vector out_11_out;
  {
    const int64_t q = p;
    // out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
    out_00_out = LOAD_f64(u + q + s0) + LOAD_f64(u + q - s0) + LOAD_f64(u + q + s1) + LOAD_f64(u + q - s1) + LOAD_f64(u + q + 1) + LOAD_f64(u + q - 1) - 6.0 * LOAD_f64(u + q);
  }
  {
    const int64_t q = p + s1;
    out_01_out = LOAD_f64(u + q + s0) + LOAD_f64(u + q - s0) + LOAD_f64(u + q + s1) + LOAD_f64(u + q - s1) + LOAD_f64(u + q + 1) + LOAD_f64(u + q - 1) - 6.0 * LOAD_f64(u + q);
  }
  {
    const int64_t q = p + s0;
    out_10_out = LOAD_f64(u + q + s0) + LOAD_f64(u + q - s0) + LOAD_f64(u + q + s1) + LOAD_f64(u + q - s1) + LOAD_f64(u + q + 1) + LOAD_f64(u + q - 1) - 6.0 * LOAD_f64(u + q);
  }
  {
    const int64_t q = p + s0 + s1;
    out_11_out = LOAD_f64(u + q + s0) + LOAD_f64(u + q - s0) + LOAD_f64(u + q + s1) + LOAD_f64(u + q - s1) + LOAD_f64(u + q + 1) + LOAD_f64(u + q - 1) - 6.0 * LOAD_f64(u + q);
  }
  if (masked) {
    out_00_out = choose(lanes_between(first, last), out_00_out, LOAD_f64(out + p));
    out_01_out = choose(lanes_between(first, last), out_01_out, LOAD_f64(out + p + s1));
    out_10_out = choose(lanes_between(first, last), out_10_out, LOAD_f64(out + p + s0));
    out_11_out = choose(lanes_between(first, last), out_11_out, LOAD_f64(out + p + s0 + s1));
    // Their lines are cached now: a streaming store would have to drive them out first.
    STORE_f64(out + p, out_00_out);
    STORE_f64(out + p + s1, out_01_out);
    STORE_f64(out + p + s0, out_10_out);
    STORE_f64(out + p + s0 + s1, out_11_out);
    return;
  }
  STREAM_f64(out + p, out_00_out);
  STREAM_f64(out + p + s1, out_01_out);
  STREAM_f64(out + p + s0, out_10_out);
  STREAM_f64(out + p + s0 + s1, out_11_out);
}

// The other points keep their old values, so that whole vectors are stored.
INLINE void edge_0_22(PARAMETERS, const int64_t p, const int64_t first, const int64_t last, const int64_t ahead) {
  block_0_22(ARGUMENTS, p, 1, first, last, ahead);
}

INLINE void rows_0_22(PARAMETERS, const int64_t i0, const int64_t i1, const int64_t from, const int64_t to, const int aligned, const int64_t ahead) {
  if (from >= to) return;
  const int64_t p = i0 * s0 + i1 * s1;
  // Where lines at the ends of rows are written in part, what they keep is read, and would be waited for.
  if (from % LANES != 0) __builtin_prefetch(out + p + ahead + from, 0, 2);
  if (to % LANES != 0) __builtin_prefetch(out + p + ahead + to, 0, 2);
  if (from % LANES != 0) __builtin_prefetch(out + p + s1 + ahead + from, 0, 2);
  if (to % LANES != 0) __builtin_prefetch(out + p + s1 + ahead + to, 0, 2);
  if (from % LANES != 0) __builtin_prefetch(out + p + s0 + ahead + from, 0, 2);
  if (to % LANES != 0) __builtin_prefetch(out + p + s0 + ahead + to, 0, 2);
  if (from % LANES != 0) __builtin_prefetch(out + p + s0 + s1 + ahead + from, 0, 2);
  if (to % LANES != 0) __builtin_prefetch(out + p + s0 + s1 + ahead + to, 0, 2);
  // Whole vectors from the row's start read a little beyond the points: not outside of the arrays.
  const int inside = aligned && p - (s0 + s1 + 1) >= 0 && p + s0 + s1 + n2 + s0 + s1 + 1 <= n0 * s0;
  if (inside) {
    int64_t x = from / LANES * LANES;
    if (x < from) {
      edge_0_22(ARGUMENTS, p + x, from - x, to - x, ahead);
      x += LANES;
    }
#if defined(__clang__)
#pragma clang loop unroll(disable)
#endif
    for (; x + LANES <= to; x += LANES) block_0_22(ARGUMENTS, p + x, 0, 0, 0, ahead);
    if (x < to) {
      edge_0_22(ARGUMENTS, p + x, 0, to - x, ahead);
    }
  } else {
    row_0(ARGUMENTS, p, from, to);
    row_0(ARGUMENTS, p + s1, from, to);
    row_0(ARGUMENTS, p + s0, from, to);
    row_0(ARGUMENTS, p + s0 + s1, from, to);
  }
}

// 8 points of each jammed row from linear index p on; where masked, only those from first to last - 1.
INLINE void block_0_11(PARAMETERS, const int64_t p, const int masked, const int64_t first, const int64_t last, const int64_t ahead) {
  __builtin_prefetch(u + p + s0 + ahead, 0, 3);
  vector out_00_out;
  {
    const int64_t q = p;
    // out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
    out_00_out = LOAD_f64(u + q + s0) + LOAD_f64(u + q - s0) + LOAD_f64(u + q + s1) + LOAD_f64(u + q - s1) + LOAD_f64(u + q + 1) + LOAD_f64(u + q - 1) - 6.0 * LOAD_f64(u + q);
  }
  if (masked) {
    out_00_out = choose(lanes_between(first, last), out_00_out, LOAD_f64(out + p));
    // Their lines are cached now: a streaming store would have to drive them out first.
    STORE_f64(out + p, out_00_out);
    return;
  }
  STREAM_f64(out + p, out_00_out);
}

// The other points keep their old values, so that whole vectors are stored.
OUTLINE void edge_0_11(PARAMETERS, const int64_t p, const int64_t first, const int64_t last, const int64_t ahead) {
  block_0_11(ARGUMENTS, p, 1, first, last, ahead);
}

OUTLINE void rows_0_11(PARAMETERS, const int64_t i0, const int64_t i1, const int64_t from, const int64_t to, const int aligned, const int64_t ahead) {
  if (from >= to) return;
  const int64_t p = i0 * s0 + i1 * s1;
  // Where lines at the ends of rows are written in part, what they keep is read, and would be waited for.
  if (from % LANES != 0) __builtin_prefetch(out + p + ahead + from, 0, 2);
  if (to % LANES != 0) __builtin_prefetch(out + p + ahead + to, 0, 2);
  // Whole vectors from the row's start read a little beyond the points: not outside of the arrays.
  const int inside = aligned && p - (s0 + s1 + 1) >= 0 && p + n2 + s0 + s1 + 1 <= n0 * s0;
  if (inside) {
    int64_t x = from / LANES * LANES;
    if (x < from) {
      edge_0_11(ARGUMENTS, p + x, from - x, to - x, ahead);
      x += LANES;
    }
#if defined(__clang__)
#pragma clang loop unroll(disable)
#endif
    for (; x + LANES <= to; x += LANES) block_0_11(ARGUMENTS, p + x, 0, 0, 0, ahead);
    if (x < to) {
      edge_0_11(ARGUMENTS, p + x, 0, to - x, ahead);
    }
  } else {
    row_0(ARGUMENTS, p, from, to);
  }
}

INLINE int sweep_0(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  // d … e is the domain, a … b the core, whose reads all stay inside
  const int64_t d0 = from_start(1, n0), e0 = from_end(1, n0), a0 = d0, b0 = most(e0, d0), z0 = e0;
  const int64_t d1 = from_start(1, n1), e1 = from_end(1, n1), a1 = d1, b1 = most(e1, d1), z1 = e1;
  const int64_t d2 = from_start(1, n2), e2 = from_end(1, n2), a2 = d2, b2 = most(e2, d2), z2 = e2;
  const int aligned = (uintptr_t)out % 64 == 0 && n2 * 8 % 64 == 0;
  const int64_t c0 = taipan_share(a0, b0, 1, 1, thread, threads);
  const int64_t f0 = taipan_share(a0, b0, 1, 1, thread + 1, threads);
  for (int64_t t1 = a1; t1 < b1; t1 += 32) {
    const int64_t w1 = least(t1 + 32, b1);
    int64_t i0 = c0;
    for (; i0 + 1 < f0; i0 += 2) {
      if (*cancel) return 1;
      int64_t i1 = t1;
      for (; i1 + 1 < w1; i1 += 2) {
        rows_0_22(ARGUMENTS, i0, i1, a2, b2, aligned, i1 + 2 < w1 + 1 ? 2 * s1 : 2 * s0 - (w1 - t1 + 2 - 2) * s1);
      }
      for (; i1 < w1; i1 += 1) {
        rows_0_11(ARGUMENTS, i0, i1, a2, b2, aligned, i1 + 2 < w1 + 1 ? 2 * s1 : 2 * s0 - (w1 - t1 + 2 - 2) * s1);
        rows_0_11(ARGUMENTS, i0 + 1, i1, a2, b2, aligned, i1 + 2 < w1 + 1 ? 2 * s1 : 2 * s0 - (w1 - t1 + 2 - 2) * s1);
      }
    }
    for (; i0 < f0; i0 += 1) {
      if (*cancel) return 1;
      int64_t i1 = t1;
      for (; i1 < w1; i1 += 1) {
        rows_0_11(ARGUMENTS, i0, i1, a2, b2, aligned, i1 + 2 < w1 + 1 ? 2 * s1 : 2 * s0 - (w1 - t1 + 2 - 2) * s1);
      }
    }
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

int32_t taipan_run(const double *u, double *out, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(u, out, 256, 256, 256, 65536, 256, omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}

// For checks on other shapes: not worth the compiler's time.
__attribute__((cold)) int32_t taipan_any(const int64_t *extents, const double *u, double *out, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(u, out, extents[0], extents[1], extents[2], extents[1] * extents[2], extents[2], omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}
