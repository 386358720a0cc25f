// What the generated 7-point Laplacian is compared with: a streaming copy, the loop that anyone would write, and a
// sweep tuned by hand. Cubes of n^3 doubles, interior points; n a multiple of 8, arrays at 64-byte boundaries.
#include <stdint.h>

typedef double vec __attribute__((vector_size(64)));
typedef double any __attribute__((vector_size(64), aligned(8), may_alias));
#define AT(q) (*(const any *)(q))
#if defined(__clang__)
#define STREAM(q, v) __builtin_nontemporal_store(v, (vec *)(q))
#elif defined(__AVX512F__)
#define STREAM(q, v) __builtin_ia32_movntpd512(q, v)
#else
#define STREAM(q, v) (*(vec *)(q) = (v))
#endif
#if defined(__x86_64__)
#define FENCE() __builtin_ia32_sfence()
#else
#define FENCE()
#endif
#define ALWAYS static inline __attribute__((always_inline))

extern int omp_get_thread_num(void);
extern int omp_get_num_threads(void);

// Streaming stores, and the source fetched 8 KB ahead: the most that memory gives to one array in and one out.
void copy(const double *in, double *out, int64_t n) {
#pragma omp parallel
  {
#pragma omp for schedule(static)
    for (int64_t i = 0; i < n * n * n; i += 8) {
      __builtin_prefetch(in + i + 1024, 0, 2);
      STREAM(out + i, AT(in + i));
    }
    FENCE();
  }
}

void plain(const double *in, double *out, int64_t n) {
#pragma omp parallel for
  for (int64_t z = 1; z < n - 1; z++)
    for (int64_t y = 1; y < n - 1; y++)
      for (int64_t x = 1; x < n - 1; x++) {
        const double *p = in + (z * n + y) * n + x;
        out[(z * n + y) * n + x] = p[n * n] + p[-n * n] + p[n] + p[-n] + p[1] + p[-1] - 6 * p[0];
      }
}

// One vector of each of 2 x 2 rows; keep: lanes that hold border points and stay as they are.
ALWAYS vec point(const double *p, int64_t sy, int64_t sz) {
  return (AT(p - 1) + AT(p + 1)) + (AT(p - sy) + AT(p + sy)) + (AT(p - sz) + AT(p + sz)) - 6.0 * AT(p);
}

ALWAYS void put(double *q, vec v, int keep) {
  if (keep >= 0) v[keep] = q[keep];
  STREAM(q, v);
}

ALWAYS void block(const double *p, double *q, int64_t sy, int64_t sz, int keep, const int rows) {
  __builtin_prefetch(p + sz + 2 * sy, 0, 3);
  __builtin_prefetch(p + 2 * sz + 2 * sy, 0, 3);
  if (rows == 2) {
    __builtin_prefetch(p + sz + 3 * sy, 0, 3);
    __builtin_prefetch(p + 2 * sz + 3 * sy, 0, 3);
  }
  const vec a = point(p, sy, sz), b = point(p + sz, sy, sz);
  const vec c = rows == 2 ? point(p + sy, sy, sz) : a, d = rows == 2 ? point(p + sy + sz, sy, sz) : b;
  put(q, a, keep);
  if (rows == 2) put(q + sy, c, keep);
  put(q + sz, b, keep);
  if (rows == 2) put(q + sy + sz, d, keep);
}

ALWAYS void row(const double *p, double *q, int64_t n, int64_t sy, int64_t sz, const int rows) {
  block(p, q, sy, sz, 0, rows);
  for (int64_t i = 8; i < n - 8; i += 8) block(p + i, q + i, sy, sz, -1, rows);
  block(p + n - 8, q + n - 8, sy, sz, 7, rows);
}

// Threads split z, each walks tiles of 32 rows in y, two planes and two rows at a time. n even, n >= 16.
void sweep(const double *in, double *out, int64_t n) {
  const int64_t sy = n, sz = n * n;
#pragma omp parallel
  {
    const int64_t team = omp_get_num_threads(), me = omp_get_thread_num(), pairs = (n - 2) / 2;
    const int64_t from = 1 + pairs * me / team * 2, to = 1 + pairs * (me + 1) / team * 2;
    for (int64_t tile = 1; tile < n - 1; tile += 32) {
      const int64_t end = tile + 32 < n - 1 ? tile + 32 : n - 1;
      for (int64_t z = from; z < to; z += 2) {
        int64_t y = tile;
        for (; y + 1 < end; y += 2) row(in + z * sz + y * sy, out + z * sz + y * sy, n, sy, sz, 2);
        for (; y < end; y++) row(in + z * sz + y * sy, out + z * sz + y * sy, n, sy, sz, 1);
      }
    }
    FENCE();
  }
}
