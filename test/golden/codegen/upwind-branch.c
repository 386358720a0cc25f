// upwind: 100000, 1 thread, vectors of 32 bytes, streaming stores
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

// GNU vectors: the same text for every machine that gcc and clang know.
#define LANES 4
typedef double vector __attribute__((vector_size(32)));
typedef int64_t mask __attribute__((vector_size(32)));
typedef double f64_lanes __attribute__((vector_size(32), aligned(8), may_alias));
#define LOAD_f64(q) ((vector)*(const f64_lanes *)(q))
#define STORE_f64(q, v) (*(f64_lanes *)(q) = (v))
typedef double f64_line __attribute__((vector_size(32)));
#if defined(__clang__)
#define STREAM_f64(q, v) __builtin_nontemporal_store(v, (f64_line *)(q))
#elif defined(__AVX__)
#define STREAM_f64(q, v) __builtin_ia32_movntpd256((double *)(q), (wide32)(v))
typedef double wide32 __attribute__((vector_size(32)));
#else
#define STREAM_f64 STORE_f64
#endif

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
INLINE vector vector_abs(const vector v) { return (vector)((mask)v & ~(mask)vector_of(-(real)0)); }
#if defined(__x86_64__)
#define FENCE() __builtin_ia32_sfence() // streaming stores are not ordered with the end of a parallel region otherwise
#else
#define FENCE()
#endif

// Arrays of the call, lengths n and strides s of the axes (the last one's is 1). No two arrays overlap.
#define PARAMETERS const double *restrict u, const double *restrict v, double *restrict out, const int64_t n0
#define ARGUMENTS u, v, out, n0

// for (const p of out.interior()) {
// Sweep 0.

// Points from … to - 1 of the row with linear index p.
OUTLINE void row_0(PARAMETERS, const int64_t p, const int64_t from, const int64_t to) {
  #pragma omp simd
  for (int64_t x = from; x < to; x += 1) {
    const int64_t q = p + x;
    // slope = u[p] - u.at(p, -1)
    double slope = u[q] - u[q - 1];
    // if (v[p] < 0) slope = u.at(p, 1) - u[p];
    if (v[q] < 0.0) {
      // slope = u.at(p, 1) - u[p];
      slope = u[q + 1] - u[q];
    }
    // out[p] = u[p] - Math.abs(v[p]) * slope;
    out[q] = u[q] - __builtin_fabs(v[q]) * slope;
  }
}

// 8 points of each jammed row from linear index p on; where masked, only those from first to last - 1.
INLINE void block_0(PARAMETERS, const int64_t p, const int masked, const int64_t first, const int64_t last) {
  vector out_0_out;
  vector out_0_1_out;
  {
    const int64_t q = p;
    // slope = u[p] - u.at(p, -1)
    vector slope = LOAD_f64(u + q) - LOAD_f64(u + q - 1);
    // if (v[p] < 0) slope = u.at(p, 1) - u[p];
    const mask keep_1 = (LOAD_f64(v + q) < vector_of(0.0));
    { const mask in_keep_1 = keep_1;
      // slope = u.at(p, 1) - u[p];
      slope = choose(in_keep_1, LOAD_f64(u + q + 1) - LOAD_f64(u + q), slope);
    }
    // out[p] = u[p] - Math.abs(v[p]) * slope;
    out_0_out = LOAD_f64(u + q) - vector_abs(LOAD_f64(v + q)) * slope;
  }
  {
    const int64_t q = p + 4;
    // slope = u[p] - u.at(p, -1)
    vector slope = LOAD_f64(u + q) - LOAD_f64(u + q - 1);
    // if (v[p] < 0) slope = u.at(p, 1) - u[p];
    const mask keep_1 = (LOAD_f64(v + q) < vector_of(0.0));
    { const mask in_keep_1 = keep_1;
      // slope = u.at(p, 1) - u[p];
      slope = choose(in_keep_1, LOAD_f64(u + q + 1) - LOAD_f64(u + q), slope);
    }
    // out[p] = u[p] - Math.abs(v[p]) * slope;
    out_0_1_out = LOAD_f64(u + q) - vector_abs(LOAD_f64(v + q)) * slope;
  }
  if (masked) {
    out_0_out = choose(lanes_between(first, last), out_0_out, LOAD_f64(out + p));
    out_0_1_out = choose(lanes_between(first - 4, last - 4), out_0_1_out, LOAD_f64(out + p + 4));
    // Their lines are cached now: a streaming store would have to drive them out first.
    STORE_f64(out + p, out_0_out);
    STORE_f64(out + p + 4, out_0_1_out);
    return;
  }
  STREAM_f64(out + p, out_0_out);
  STREAM_f64(out + p + 4, out_0_1_out);
}

INLINE void rows_0(PARAMETERS, const int64_t from, const int64_t to, const int aligned) {
  if (!aligned) {
    row_0(ARGUMENTS, 0, from, to);
    return;
  }
  int64_t x = least((from + 8 - 1) / 8 * 8, to);
  if (from < x) row_0(ARGUMENTS, 0, from, x);
#if defined(__clang__)
#pragma clang loop unroll(disable)
#endif
  for (; x + 8 <= to; x += 8) block_0(ARGUMENTS, x, 0, 0, 0);
  if (x < to) row_0(ARGUMENTS, 0, x, to);
}

INLINE int sweep_0(PARAMETERS, const int64_t thread, const int64_t threads, const volatile int32_t *cancel) {
  // d … e is the domain, a … b the core, whose reads all stay inside
  const int64_t d0 = from_start(1, n0), e0 = from_end(1, n0), a0 = d0, b0 = most(e0, d0), z0 = e0;
  const int aligned = (uintptr_t)out % 64 == 0;
  // In pieces, so that a cancelled call ends soon.
  for (int64_t from = a0, to; from < b0; from = to) {
    if (*cancel) return 1;
    to = least(taipan_raise(from, from / 65536 * 65536 + 65536, 1), b0);
    rows_0(ARGUMENTS, from, to, aligned);
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

int32_t taipan_run(const double *u, const double *v, double *out, const int32_t *cancel) {
  int stopped = 0;
  stopped = program(u, v, out, 100000, 0, 1, cancel);
  return stopped;
}

// For checks on other shapes: not worth the compiler's time.
__attribute__((cold)) int32_t taipan_any(const int64_t *extents, const double *u, const double *v, double *out, const int32_t *cancel) {
  int stopped = 0;
  stopped = program(u, v, out, extents[0], 0, 1, cancel);
  return stopped;
}
