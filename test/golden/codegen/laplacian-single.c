// laplacian: 64 x 64 x 64, 2 threads, vectors of 32 bytes, jam 2 1 1, plain stores, single precision
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

typedef float real;

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
typedef float vector __attribute__((vector_size(32)));
typedef int32_t mask __attribute__((vector_size(32)));
typedef float f32_lanes __attribute__((vector_size(32), aligned(4), may_alias));
#define LOAD_f32(q) ((vector)*(const f32_lanes *)(q))
#define STORE_f32(q, v) (*(f32_lanes *)(q) = (v))

INLINE vector vector_of(const real value) { return (vector){ value, value, value, value, value, value, value, value }; }
INLINE mask mask_of(const int value) { return (mask){0} - (int32_t)value; }
INLINE vector choose(const mask m, const vector a, const vector b) { return (vector)((m & (mask)a) | (~m & (mask)b)); }
INLINE mask choose_mask(const mask m, const mask a, const mask b) { return (m & a) | (~m & b); }
// Lanes first … last - 1.
INLINE mask lanes_between(const int64_t first, const int64_t last) {
  const mask lane = { 0, 1, 2, 3, 4, 5, 6, 7 };
  return (lane >= (int32_t)first) & (lane < (int32_t)last);
}
INLINE mask truth_of(const vector v) { return (v < vector_of(0)) | (v > vector_of(0)); }
#define FENCE()

// Arrays of the call, lengths n and strides s of the axes (the last one's is 1). No two arrays overlap.
#define PARAMETERS const float *restrict u, float *restrict out, const int64_t n0, const int64_t n1, const int64_t n2, const int64_t s0, const int64_t s1
#define ARGUMENTS u, out, n0, n1, n2, s0, s1

// for (const p of out.interior())
// Sweep 0.

// Points from … to - 1 of the row with linear index p.
OUTLINE void row_0(PARAMETERS, const int64_t p, const int64_t from, const int64_t to) {
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = p + x;
    // out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
    out[q] = u[q + s0] + u[q - s0] + u[q + s1] + u[q - s1] + u[q + 1] + u[q - 1] - 6.0f * u[q];
  }
}

// 8 points of each jammed row from linear index p on; where masked, only those from first to last - 1.
INLINE void block_0_21(PARAMETERS, const int64_t p, const int masked, const int64_t first, const int64_t last) {
  vector out_00_out;
  vector out_10_out;
  {
    const int64_t q = p;
    // out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
    out_00_out = LOAD_f32(u + q + s0) + LOAD_f32(u + q - s0) + LOAD_f32(u + q + s1) + LOAD_f32(u + q - s1) + LOAD_f32(u + q + 1) + LOAD_f32(u + q - 1) - 6.0f * LOAD_f32(u + q);
  }
  {
    const int64_t q = p + s0;
    out_10_out = LOAD_f32(u + q + s0) + LOAD_f32(u + q - s0) + LOAD_f32(u + q + s1) + LOAD_f32(u + q - s1) + LOAD_f32(u + q + 1) + LOAD_f32(u + q - 1) - 6.0f * LOAD_f32(u + q);
  }
  if (masked) {
    out_00_out = choose(lanes_between(first, last), out_00_out, LOAD_f32(out + p));
    out_10_out = choose(lanes_between(first, last), out_10_out, LOAD_f32(out + p + s0));
  }
  STORE_f32(out + p, out_00_out);
  STORE_f32(out + p + s0, out_10_out);
}

// The other points keep their old values, so that whole vectors are stored.
INLINE void edge_0_21(PARAMETERS, const int64_t p, const int64_t first, const int64_t last) {
  block_0_21(ARGUMENTS, p, 1, first, last);
}

INLINE void rows_0_21(PARAMETERS, const int64_t i0, const int64_t i1, const int64_t from, const int64_t to, const int aligned) {
  if (from >= to) return;
  const int64_t p = i0 * s0 + i1 * s1;
  // Whole vectors from the row's start read a little beyond the points: not outside of the arrays.
  const int inside = aligned && p - (s0 + s1 + 1) >= 0 && p + s0 + n2 + s0 + s1 + 1 <= n0 * s0;
  if (inside || to - from >= LANES) {
    int64_t x = inside ? from / LANES * LANES : from;
    if (x < from) {
      edge_0_21(ARGUMENTS, p + x, from - x, to - x);
      x += LANES;
    }
#if defined(__clang__)
#pragma clang loop unroll(disable)
#endif
    for (; x + LANES <= to; x += LANES) block_0_21(ARGUMENTS, p + x, 0, 0, 0);
    if (x < to) {
      const int64_t last = inside ? x : to - LANES;
      edge_0_21(ARGUMENTS, p + last, x - last, to - last);
    }
  } else {
    row_0(ARGUMENTS, p, from, to);
    row_0(ARGUMENTS, p + s0, from, to);
  }
}

// 8 points of each jammed row from linear index p on; where masked, only those from first to last - 1.
INLINE void block_0_11(PARAMETERS, const int64_t p, const int masked, const int64_t first, const int64_t last) {
  vector out_00_out;
  {
    const int64_t q = p;
    // out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
    out_00_out = LOAD_f32(u + q + s0) + LOAD_f32(u + q - s0) + LOAD_f32(u + q + s1) + LOAD_f32(u + q - s1) + LOAD_f32(u + q + 1) + LOAD_f32(u + q - 1) - 6.0f * LOAD_f32(u + q);
  }
  if (masked) {
    out_00_out = choose(lanes_between(first, last), out_00_out, LOAD_f32(out + p));
  }
  STORE_f32(out + p, out_00_out);
}

// The other points keep their old values, so that whole vectors are stored.
OUTLINE void edge_0_11(PARAMETERS, const int64_t p, const int64_t first, const int64_t last) {
  block_0_11(ARGUMENTS, p, 1, first, last);
}

OUTLINE void rows_0_11(PARAMETERS, const int64_t i0, const int64_t i1, const int64_t from, const int64_t to, const int aligned) {
  if (from >= to) return;
  const int64_t p = i0 * s0 + i1 * s1;
  // Whole vectors from the row's start read a little beyond the points: not outside of the arrays.
  const int inside = aligned && p - (s0 + s1 + 1) >= 0 && p + n2 + s0 + s1 + 1 <= n0 * s0;
  if (inside || to - from >= LANES) {
    int64_t x = inside ? from / LANES * LANES : from;
    if (x < from) {
      edge_0_11(ARGUMENTS, p + x, from - x, to - x);
      x += LANES;
    }
#if defined(__clang__)
#pragma clang loop unroll(disable)
#endif
    for (; x + LANES <= to; x += LANES) block_0_11(ARGUMENTS, p + x, 0, 0, 0);
    if (x < to) {
      const int64_t last = inside ? x : to - LANES;
      edge_0_11(ARGUMENTS, p + last, x - last, to - last);
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
  const int aligned = (uintptr_t)out % 32 == 0 && n2 * 4 % 32 == 0;
  const int64_t c0 = taipan_share(a0, b0, 1, 1, thread, threads);
  const int64_t f0 = taipan_share(a0, b0, 1, 1, thread + 1, threads);
  int64_t i0 = c0;
  for (; i0 + 1 < f0; i0 += 2) {
    if (*cancel) return 1;
    int64_t i1 = a1;
    for (; i1 < b1; i1 += 1) {
      rows_0_21(ARGUMENTS, i0, i1, a2, b2, aligned);
    }
  }
  for (; i0 < f0; i0 += 1) {
    if (*cancel) return 1;
    int64_t i1 = a1;
    for (; i1 < b1; i1 += 1) {
      rows_0_11(ARGUMENTS, i0, i1, a2, b2, aligned);
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

int32_t taipan_run(const float *u, float *out, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(u, out, 64, 64, 64, 4096, 64, omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}

// For checks on other shapes: not worth the compiler's time.
__attribute__((cold)) int32_t taipan_any(const int64_t *extents, const float *u, float *out, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(u, out, extents[0], extents[1], extents[2], extents[1] * extents[2], extents[2], omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}
