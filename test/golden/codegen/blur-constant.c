// blur: 480 x 640, 2 threads, vectors by compiler, plain stores
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
// NaN when either is; 0 is more than -0.
INLINE real taipan_max(real a, real b) { return a > b ? a : a < b ? b : a != b ? a + b : a == 0 ? a + b : a; }
#define FENCE()

// Arrays of the call, lengths n and strides s of the axes (the last one's is 1). No two arrays overlap.
#define PARAMETERS const double *restrict image, double *restrict out, const real weight, const int64_t n0, const int64_t n1, const int64_t s0
#define ARGUMENTS image, out, weight, n0, n1, s0

// for (const p of out.points()) {
// Sweep 0.

// Points from … to - 1 of the row with linear index p.
OUTLINE void row_0(PARAMETERS, const int64_t p, const int64_t from, const int64_t to) {
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = p + x;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    double row = image[q - 1] + 2.0 * image[q] + image[q + 1];
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out[q] = weight * row + taipan_max(image[q - s0], image[q + s0]);
  }
}

// Points from … to - 1 of a row, where any axis may leave the grid.
OUTLINE void shell_points_0(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to) {
  const int64_t r_own_0 = i0 * s0;
  const int in_m1 = inside(i0 - 1, n0);
  const int64_t r_own_m1 = (in_m1 ? i0 - 1 : i0) * s0;
  const int in_p1 = inside(i0 + 1, n0);
  const int64_t r_own_p1 = (in_p1 ? i0 + 1 : i0) * s0;
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = i0 * s0 + x;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    double row = (inside(x - 1, n1) ? image[r_own_0 + x - 1] : 0.0) + 2.0 * image[r_own_0 + x] + (inside(x + 1, n1) ? image[r_own_0 + x + 1] : 0.0);
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out[q] = weight * row + taipan_max(in_m1 ? image[r_own_m1 + x] : 0.0, in_p1 ? image[r_own_p1 + x] : 0.0);
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
  const int64_t r_own_0 = i0 * s0;
  const int in_m1 = inside(i0 - 1, n0);
  const int64_t r_own_m1 = (in_m1 ? i0 - 1 : i0) * s0;
  const int in_p1 = inside(i0 + 1, n0);
  const int64_t r_own_p1 = (in_p1 ? i0 + 1 : i0) * s0;
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = i0 * s0 + x;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    double row = image[r_own_0 + x - 1] + 2.0 * image[r_own_0 + x] + image[r_own_0 + x + 1];
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out[q] = weight * row + taipan_max(in_m1 ? image[r_own_m1 + x] : 0.0, in_p1 ? image[r_own_p1 + x] : 0.0);
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

INLINE void rows_0_1(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to, const int aligned) {
  const int64_t p = i0 * s0;
  margins_0(ARGUMENTS, i0, from, to);
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    {
      const int64_t q = p + x;
      // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
      double row = image[q - 1] + 2.0 * image[q] + image[q + 1];
      // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
      out[q] = weight * row + taipan_max(image[q - s0], image[q + s0]);
    }
  }
}

INLINE int sweep_0(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  // d … e is the domain, a … b the core, whose reads all stay inside, z the first point beyond it
  const int64_t d0 = 0, e0 = n0, a0 = least(taipan_raise(d0, 1, 1), e0), b0 = most(least(e0, n0 - 1), a0), z0 = taipan_raise(a0, b0, 1);
  const int64_t d1 = 0, e1 = n1, a1 = least(taipan_raise(d1, 1, 1), e1), b1 = most(least(e1, n1 - 1), a1), z1 = taipan_raise(a1, b1, 1);
  const int aligned = 0;
  const int64_t c0 = taipan_share(a0, b0, 1, 1, thread, threads);
  const int64_t f0 = taipan_share(a0, b0, 1, 1, thread + 1, threads);
  if (shell_0(ARGUMENTS, thread, threads, cancel)) return 1;
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

int32_t taipan_run(const double *image, double *out, const double weight, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(image, out, (real)weight, 480, 640, 640, omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}

// For checks on other shapes: not worth the compiler's time.
__attribute__((cold)) int32_t taipan_any(const int64_t *extents, const double *image, double *out, const double weight, const int32_t *cancel) {
  int stopped = 0;
  #pragma omp parallel num_threads(2) reduction(| : stopped)
  stopped |= program(image, out, (real)weight, extents[0], extents[1], extents[1], omp_get_thread_num(), omp_get_num_threads(), cancel);
  return stopped;
}
