// laplacian: 8 x 8 x 8, 1 thread, vectors by compiler, plain stores
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
#define FENCE()

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

INLINE void rows_0_11(PARAMETERS, const int64_t i0, const int64_t i1, const int64_t from, const int64_t to, const int aligned) {
  const int64_t p = i0 * s0 + i1 * s1;
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    {
      const int64_t q = p + x;
      // out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
      out[q] = u[q + s0] + u[q - s0] + u[q + s1] + u[q - s1] + u[q + 1] + u[q - 1] - 6.0 * u[q];
    }
  }
}

INLINE int sweep_0(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  // d … e is the domain, a … b the core, whose reads all stay inside
  const int64_t d0 = from_start(1, n0), e0 = from_end(1, n0), a0 = d0, b0 = most(e0, d0), z0 = e0;
  const int64_t d1 = from_start(1, n1), e1 = from_end(1, n1), a1 = d1, b1 = most(e1, d1), z1 = e1;
  const int64_t d2 = from_start(1, n2), e2 = from_end(1, n2), a2 = d2, b2 = most(e2, d2), z2 = e2;
  const int aligned = 0;
  int64_t i0 = a0;
  for (; i0 < b0; i0 += 1) {
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

int32_t taipan_run(const double *u, double *out, const int32_t *cancel) {
  int stopped = 0;
  stopped = program(u, out, 8, 8, 8, 64, 8, 0, 1, cancel);
  return stopped;
}

// For checks on other shapes: not worth the compiler's time.
__attribute__((cold)) int32_t taipan_any(const int64_t *extents, const double *u, double *out, const int32_t *cancel) {
  int stopped = 0;
  stopped = program(u, out, extents[0], extents[1], extents[2], extents[1] * extents[2], extents[2], 0, 1, cancel);
  return stopped;
}
