// relax: 512 x 512, 1 thread, vectors by compiler, plain stores
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
INLINE int inside(int64_t i, int64_t n) { return (uint64_t)i < (uint64_t)n; }
INLINE int64_t wrap_index(int64_t i, int64_t n) { return i >= 0 && i < n ? i : (i % n + n) % n; }
#define FENCE()

// Arrays of the call, lengths n and strides s of the axes (the last one's is 1). No two arrays overlap.
#define PARAMETERS double *restrict u, const int64_t n0, const int64_t n1, const int64_t s0
#define ARGUMENTS u, n0, n1, s0

// for (const p of u.points()) u[p] = 0.25 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p,  ...
// Sweep 0.

// Points from … to - 1 of the row with linear index p.
OUTLINE void row_0(PARAMETERS, const int64_t p, const int64_t from, const int64_t to) {
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = p + x;
    // u[p] = 0.25 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1));
    u[q] = 0.25 * (u[q + s0] + u[q - s0] + u[q + 1] + u[q - 1]);
  }
}

// Points from … to - 1 of a row, where any axis may leave the grid.
OUTLINE void shell_points_0(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to) {
  const int64_t r_wrap_p1 = wrap_index(i0 + 1, n0) * s0;
  const int64_t r_wrap_m1 = wrap_index(i0 - 1, n0) * s0;
  const int64_t r_wrap_0 = i0 * s0;
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = i0 * s0 + x;
    const int64_t x_wrap_p1 = wrap_index(x + 1, n1);
    const int64_t x_wrap_m1 = wrap_index(x - 1, n1);
    // u[p] = 0.25 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1));
    u[q] = 0.25 * (u[r_wrap_p1 + x] + u[r_wrap_m1 + x] + u[r_wrap_0 + x_wrap_p1] + u[r_wrap_0 + x_wrap_m1]);
  }
}

// A row that an outer axis takes out of the core: its own points stay inside along the last axis.
OUTLINE void shell_row_0(PARAMETERS, const int64_t i0, const int64_t from, const int64_t to) {
  const int64_t r_wrap_p1 = wrap_index(i0 + 1, n0) * s0;
  const int64_t r_wrap_m1 = wrap_index(i0 - 1, n0) * s0;
  const int64_t r_wrap_0 = i0 * s0;
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = i0 * s0 + x;
    // u[p] = 0.25 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1));
    u[q] = 0.25 * (u[r_wrap_p1 + x] + u[r_wrap_m1 + x] + u[r_wrap_0 + x + 1] + u[r_wrap_0 + x - 1]);
  }
}

// One thread does the points in their order: each may depend on those before it.
INLINE int sweep_0(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  // d … e is the domain, a … b the core, whose reads all stay inside, z the first point beyond it
  const int64_t d0 = 0, e0 = n0, a0 = least(taipan_raise(d0, 1, 1), e0), b0 = most(least(e0, n0 - 1), a0), z0 = taipan_raise(a0, b0, 1);
  const int64_t d1 = 0, e1 = n1, a1 = least(taipan_raise(d1, 1, 1), e1), b1 = most(least(e1, n1 - 1), a1), z1 = taipan_raise(a1, b1, 1);
  if (thread != 0) return 0;
  for (int64_t i0 = d0; i0 < e0; i0 += 1) {
    if (*cancel) return 1;
    shell_points_0(ARGUMENTS, i0, d1, a1);
    if (!(i0 >= a0 && i0 < b0)) shell_row_0(ARGUMENTS, i0, a1, b1);
    else
    row_0(ARGUMENTS, i0 * s0, a1, b1);
    shell_points_0(ARGUMENTS, i0, z1, e1);
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

int32_t taipan_run(double *u, const int32_t *cancel) {
  int stopped = 0;
  stopped = program(u, 512, 512, 512, 0, 1, cancel);
  return stopped;
}

// For checks on other shapes: not worth the compiler's time.
__attribute__((cold)) int32_t taipan_any(const int64_t *extents, double *u, const int32_t *cancel) {
  int stopped = 0;
  stopped = program(u, extents[0], extents[1], extents[1], 0, 1, cancel);
  return stopped;
}
