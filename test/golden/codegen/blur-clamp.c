// blur: 480 x 640, 2 threads, vectors of 32 bytes, jam 4 1, plain stores
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
INLINE int inside(int64_t i, int64_t n) { return (uint64_t)i < (uint64_t)n; }
INLINE int64_t clamp_index(int64_t i, int64_t n) { return i < 0 ? 0 : i < n ? i : n - 1; }
// NaN when either is; 0 is more than -0.
INLINE real taipan_max(real a, real b) { return a > b ? a : a < b ? b : a != b ? a + b : a == 0 ? a + b : a; }

// GNU vectors: the same text for every machine that gcc and clang know.
#define LANES 4
typedef double vector __attribute__((vector_size(32)));
typedef int64_t mask __attribute__((vector_size(32)));
#if !defined(__clang__) && defined(__AVX__) && defined(__has_builtin)
#if __has_builtin(__builtin_ia32_cvtps2pd256)
#define WIDEN_f32(v) __builtin_ia32_cvtps2pd256(v)
#endif
#endif
#ifndef WIDEN_f32
#define WIDEN_f32(v) __builtin_convertvector(v, vector)
#endif
typedef uint8_t u8_lanes __attribute__((vector_size(4), aligned(1), may_alias));
#define LOAD_u8(q) __builtin_convertvector(*(const u8_lanes *)(q), vector)
typedef float f32_lanes __attribute__((vector_size(16), aligned(4), may_alias));
#define LOAD_f32(q) WIDEN_f32(*(const f32_lanes *)(q))
#define STORE_f32(q, v) (*(f32_lanes *)(q) = __builtin_convertvector(v, f32_lanes))

INLINE vector vector_of(const real value) { return (vector){ value, value, value, value }; }
INLINE mask mask_of(const int value) { return (mask){0} - (int64_t)value; }
INLINE vector choose(const mask m, const vector a, const vector b) { return (vector)((m & (mask)a) | (~m & (mask)b)); }
INLINE mask choose_mask(const mask m, const mask a, const mask b) { return (m & a) | (~m & b); }
// Lanes first … last - 1.
INLINE mask lanes_between(const int64_t first, const int64_t last) {
  const mask lane = { 0, 1, 2, 3 };
  return (lane >= (int64_t)first) & (lane < (int64_t)last);
}
INLINE mask truth_of(const vector v) { return (v < vector_of(0)) | (v > vector_of(0)); }
// As a float would hold it.
typedef float float_lanes __attribute__((vector_size(16)));
INLINE vector as_f32(const vector v) { return WIDEN_f32(__builtin_convertvector(v, float_lanes)); }
// NaN where either is; 0 is more than -0.
INLINE vector vector_max(const vector a, const vector b) {
  return choose(a > b, a, choose(a < b, b, choose(a == b, (vector)((mask)a & (mask)b), a + b)));
}
#define FENCE()

// Arrays of the call, lengths n and strides s of the axes (the last one's is 1). No two arrays overlap.
#define PARAMETERS const uint8_t *restrict image, float *restrict out, const real weight, const int64_t n0, const int64_t n1, const int64_t s0
#define ARGUMENTS image, out, weight, n0, n1, s0

// for (const p of out.points()) {
// Sweep 0.

// Points from … to - 1 of the row with linear index p.
OUTLINE void row_0(PARAMETERS, const int64_t p, const int64_t from, const int64_t to) {
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = p + x;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    double row = (double)image[q - 1] + 2.0 * (double)image[q] + (double)image[q + 1];
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out[q] = (float)(weight * row + taipan_max((double)image[q - s0], (double)image[q + s0]));
  }
}

// Points from … to - 1 of a row, where any axis may leave the grid.
OUTLINE void shell_points_0(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to) {
  const int64_t r_clamp_0 = i0 * s0;
  const int64_t r_clamp_m1 = clamp_index(i0 - 1, n0) * s0;
  const int64_t r_clamp_p1 = clamp_index(i0 + 1, n0) * s0;
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = i0 * s0 + x;
    const int64_t x_clamp_m1 = clamp_index(x - 1, n1);
    const int64_t x_clamp_p1 = clamp_index(x + 1, n1);
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    double row = (double)image[r_clamp_0 + x_clamp_m1] + 2.0 * (double)image[r_clamp_0 + x] + (double)image[r_clamp_0 + x_clamp_p1];
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out[q] = (float)(weight * row + taipan_max((double)image[r_clamp_m1 + x], (double)image[r_clamp_p1 + x]));
  }
}

// What of a row lies before and after its core.
OUTLINE void margins_0(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to) {
  // d … e is the domain, a … b the core, whose reads all stay inside, z the first point beyond it
  const int64_t d0 = 0, e0 = n0, a0 = least(taipan_raise(d0, 1, 1), e0), b0 = most(least(e0, n0 - 1), a0), z0 = taipan_raise(a0, b0, 1);
  const int64_t d1 = 0, e1 = n1, a1 = least(taipan_raise(d1, 1, 1), e1), b1 = most(least(e1, n1 - 1), a1), z1 = taipan_raise(a1, b1, 1);
  if (from <= a1) shell_points_0(ARGUMENTS, i0, d1, a1);
  if (to >= b1) shell_points_0(ARGUMENTS, i0, z1, e1);
}

// A row that an outer axis takes out of the core: its own points stay inside along the last axis.
OUTLINE void shell_row_0(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to) {
  const int64_t r_clamp_0 = i0 * s0;
  const int64_t r_clamp_m1 = clamp_index(i0 - 1, n0) * s0;
  const int64_t r_clamp_p1 = clamp_index(i0 + 1, n0) * s0;
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = i0 * s0 + x;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    double row = (double)image[r_clamp_0 + x - 1] + 2.0 * (double)image[r_clamp_0 + x] + (double)image[r_clamp_0 + x + 1];
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out[q] = (float)(weight * row + taipan_max((double)image[r_clamp_m1 + x], (double)image[r_clamp_p1 + x]));
  }
}

// Everything outside of the core's rows, in turns among the threads.
INLINE int shell_0(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  // d … e is the domain, a … b the core, whose reads all stay inside, z the first point beyond it
  const int64_t d0 = 0, e0 = n0, a0 = least(taipan_raise(d0, 1, 1), e0), b0 = most(least(e0, n0 - 1), a0), z0 = taipan_raise(a0, b0, 1);
  const int64_t d1 = 0, e1 = n1, a1 = least(taipan_raise(d1, 1, 1), e1), b1 = most(least(e1, n1 - 1), a1), z1 = taipan_raise(a1, b1, 1);
  int64_t turn = 0;
  for (int64_t i0 = d0; i0 < e0; i0 += 1) {
    if (*cancel) return 1;
    if (i0 >= a0 && i0 < b0) {
      i0 = z0 - 1;
      continue;
    }
    if (turn++ % threads != thread) continue;
    margins_0(ARGUMENTS, i0, a1, b1);
    shell_row_0(ARGUMENTS, i0, a1, b1);
  }
  return 0;
}

// 4 points of each jammed row from linear index p on; where masked, only those from first to last - 1.
INLINE void block_0_4(PARAMETERS, const int64_t p, const int masked, const int64_t first, const int64_t last) {
  vector out_0_out;
  vector out_1_out;
  vector out_2_out;
  vector out_3_out;
  {
    const int64_t q = p;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    vector row = LOAD_u8(image + q - 1) + 2.0 * LOAD_u8(image + q) + LOAD_u8(image + q + 1);
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out_0_out = weight * row + vector_max(LOAD_u8(image + q - s0), LOAD_u8(image + q + s0));
  }
  {
    const int64_t q = p + s0;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    vector row = LOAD_u8(image + q - 1) + 2.0 * LOAD_u8(image + q) + LOAD_u8(image + q + 1);
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out_1_out = weight * row + vector_max(LOAD_u8(image + q - s0), LOAD_u8(image + q + s0));
  }
  {
    const int64_t q = p + 2 * s0;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    vector row = LOAD_u8(image + q - 1) + 2.0 * LOAD_u8(image + q) + LOAD_u8(image + q + 1);
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out_2_out = weight * row + vector_max(LOAD_u8(image + q - s0), LOAD_u8(image + q + s0));
  }
  {
    const int64_t q = p + 3 * s0;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    vector row = LOAD_u8(image + q - 1) + 2.0 * LOAD_u8(image + q) + LOAD_u8(image + q + 1);
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out_3_out = weight * row + vector_max(LOAD_u8(image + q - s0), LOAD_u8(image + q + s0));
  }
  if (masked) {
    out_0_out = choose(lanes_between(first, last), out_0_out, LOAD_f32(out + p));
    out_1_out = choose(lanes_between(first, last), out_1_out, LOAD_f32(out + p + s0));
    out_2_out = choose(lanes_between(first, last), out_2_out, LOAD_f32(out + p + 2 * s0));
    out_3_out = choose(lanes_between(first, last), out_3_out, LOAD_f32(out + p + 3 * s0));
  }
  STORE_f32(out + p, out_0_out);
  STORE_f32(out + p + s0, out_1_out);
  STORE_f32(out + p + 2 * s0, out_2_out);
  STORE_f32(out + p + 3 * s0, out_3_out);
}

// The other points keep their old values, so that whole vectors are stored.
INLINE void edge_0_4(PARAMETERS, const int64_t p, const int64_t first, const int64_t last) {
  block_0_4(ARGUMENTS, p, 1, first, last);
}

INLINE void rows_0_4(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to, const int aligned) {
  margins_0(ARGUMENTS, i0, from, to);
  margins_0(ARGUMENTS, i0 + 1, from, to);
  margins_0(ARGUMENTS, i0 + 2, from, to);
  margins_0(ARGUMENTS, i0 + 3, from, to);
  if (from >= to) return;
  const int64_t p = i0 * s0;
  // Whole vectors from the row's start read a little beyond the points: not outside of the arrays.
  const int inside = aligned && p - (s0 + 1) >= 0 && p + 3 * s0 + n1 + s0 + 1 <= n0 * s0;
  if (inside || to - from >= LANES) {
    int64_t x = inside ? from / LANES * LANES : from;
    if (x < from) {
      edge_0_4(ARGUMENTS, p + x, from - x, to - x);
      x += LANES;
    }
#if defined(__clang__)
#pragma clang loop unroll(disable)
#endif
    for (; x + LANES <= to; x += LANES) block_0_4(ARGUMENTS, p + x, 0, 0, 0);
    if (x < to) {
      const int64_t last = inside ? x : to - LANES;
      edge_0_4(ARGUMENTS, p + last, x - last, to - last);
    }
  } else {
    row_0(ARGUMENTS, p, from, to);
    row_0(ARGUMENTS, p + s0, from, to);
    row_0(ARGUMENTS, p + 2 * s0, from, to);
    row_0(ARGUMENTS, p + 3 * s0, from, to);
  }
}

// 4 points of each jammed row from linear index p on; where masked, only those from first to last - 1.
INLINE void block_0_1(PARAMETERS, const int64_t p, const int masked, const int64_t first, const int64_t last) {
  vector out_0_out;
  {
    const int64_t q = p;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    vector row = LOAD_u8(image + q - 1) + 2.0 * LOAD_u8(image + q) + LOAD_u8(image + q + 1);
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out_0_out = weight * row + vector_max(LOAD_u8(image + q - s0), LOAD_u8(image + q + s0));
  }
  if (masked) {
    out_0_out = choose(lanes_between(first, last), out_0_out, LOAD_f32(out + p));
  }
  STORE_f32(out + p, out_0_out);
}

// The other points keep their old values, so that whole vectors are stored.
OUTLINE void edge_0_1(PARAMETERS, const int64_t p, const int64_t first, const int64_t last) {
  block_0_1(ARGUMENTS, p, 1, first, last);
}

OUTLINE void rows_0_1(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to, const int aligned) {
  margins_0(ARGUMENTS, i0, from, to);
  if (from >= to) return;
  const int64_t p = i0 * s0;
  // Whole vectors from the row's start read a little beyond the points: not outside of the arrays.
  const int inside = aligned && p - (s0 + 1) >= 0 && p + n1 + s0 + 1 <= n0 * s0;
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
  // d … e is the domain, a … b the core, whose reads all stay inside, z the first point beyond it
  const int64_t d0 = 0, e0 = n0, a0 = least(taipan_raise(d0, 1, 1), e0), b0 = most(least(e0, n0 - 1), a0), z0 = taipan_raise(a0, b0, 1);
  const int64_t d1 = 0, e1 = n1, a1 = least(taipan_raise(d1, 1, 1), e1), b1 = most(least(e1, n1 - 1), a1), z1 = taipan_raise(a1, b1, 1);
  const int aligned = (uintptr_t)out % 16 == 0 && n1 * 4 % 16 == 0;
  const int64_t c0 = taipan_share(a0, b0, 1, 1, thread, threads);
  const int64_t f0 = taipan_share(a0, b0, 1, 1, thread + 1, threads);
  if (shell_0(ARGUMENTS, thread, threads, cancel)) return 1;
  int64_t i0 = c0;
  for (; i0 + 3 < f0; i0 += 4) {
    if (*cancel) return 1;
    rows_0_4(ARGUMENTS, i0, a1, b1, aligned);
  }
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

int32_t taipan_run(const uint8_t *image, float *out, const double weight, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(image, out, (real)weight, 480, 640, 640, omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}

// For checks on other shapes: not worth the compiler's time.
__attribute__((cold)) int32_t taipan_any(const int64_t *extents, const uint8_t *image, float *out, const double weight, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(image, out, (real)weight, extents[0], extents[1], extents[1], omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}
