// Sweeps of radius 1 by hand: tiles of rows, planes (2-D: rows) and rows jammed, streaming stores of whole lines, the
// source fetched some rows ahead. Weights as in plain.c; points next to a face are left as they are. -DREAL=float for f32.
//   laplacian(u, out, n), divergence(a, b, c, out, n), gradient(u, a, b, c, n): n^3; five_point, nine_point(u, out, n): n^2.
#include "vectors.h"

#ifndef TILE
#define TILE 32
#endif
// Jammed planes, rows of a plane (laplacian), rows (2-D). Measured: with 32-byte vectors a row by itself is the fastest.
#ifndef PLANES
#define PLANES (BYTES == 64 ? 2 : 1)
#endif
#ifndef BESIDE
#define BESIDE (BYTES == 64 ? 2 : 1)
#endif
#ifndef GROUP
#define GROUP (BYTES == 64 ? 4 : 1)
#endif
#ifndef AHEAD
#define AHEAD 2
#endif

// A row, line by line, each fetched once: `block(x, first, last)` does the points first … last - 1 of the line at x.
#define EACH_LINE(n, fetch, block)                                                                                     \
  {                                                                                                                    \
    int64_t x = 0;                                                                                                     \
    fetch;                                                                                                             \
    block(0, 1, LINE);                                                                                                 \
    for (x = LINE; x < n - LINE; x += LINE) {                                                                          \
      fetch;                                                                                                           \
      block(x, 0, LINE);                                                                                               \
    }                                                                                                                  \
    block(x, 0, LINE - 1);                                                                                             \
  }

// Threads split z, each walks tiles of rows in y; PLANES (and ROWS) at a time, what is left over singly.
#define VOLUME(row, ...)                                                                                               \
  _Pragma("omp parallel") {                                                                                            \
    const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();                                             \
    const int64_t from = share(1, n - 1, PLANES, me, team), to = share(1, n - 1, PLANES, me + 1, team);                \
    for (int64_t tile = 1; tile < n - 1; tile += TILE) {                                                               \
      const int64_t end = smaller(tile + TILE, n - 1);                                                                 \
      int64_t z = from;                                                                                                \
      for (; z + PLANES <= to; z += PLANES) {                                                                           \
        int64_t y = tile;                                                                                              \
        for (; y + ROWS - 1 < end; y += ROWS) row((z * n + y) * n, n, PLANES, ROWS, __VA_ARGS__);                           \
        for (; y < end; y++) row((z * n + y) * n, n, PLANES, 1, __VA_ARGS__);                                               \
      }                                                                                                                \
      for (; z < to; z++)                                                                                              \
        for (int64_t y = tile; y < end; y++) row((z * n + y) * n, n, 1, 1, __VA_ARGS__);                               \
    }                                                                                                                  \
    FENCE();                                                                                                           \
  }

#define LINE_OF(name, arguments, value)                                                                                \
  ALWAYS line name arguments {                                                                                         \
    line v;                                                                                                            \
    EACH_PART(i) {                                                                                                     \
      v.part[i] = value;                                                                                               \
      p += LANES;                                                                                                      \
    }                                                                                                                  \
    return v;                                                                                                          \
  }
LINE_OF(seven, (const real *p, int64_t sy, int64_t sz),
        (AT(p - 1) + AT(p + 1)) + (AT(p - sy) + AT(p + sy)) + (AT(p - sz) + AT(p + sz)) - 6 * AT(p))
LINE_OF(central, (const real *p, int64_t stride), (real)0.5 * (AT(p + stride) - AT(p - stride)))
LINE_OF(five, (const real *p, int64_t n),
        (real)0.6 * AT(p) + (real)0.1 * ((AT(p - 1) + AT(p + 1)) + (AT(p - n) + AT(p + n))))
LINE_OF(nine, (const real *p, int64_t n),
        (real)0.4 * AT(p) + (real)0.1 * ((AT(p - 1) + AT(p + 1)) + (AT(p - n) + AT(p + n))) +
            (real)0.05 * ((AT(p - n - 1) + AT(p - n + 1)) + (AT(p + n - 1) + AT(p + n + 1))))

ALWAYS void laplacian_row(int64_t p, int64_t n, const int planes, const int rows, const real *u, real *out) {
  const int64_t sy = n, sz = n * n;
#define FETCHES                                                                                                        \
  for (int k = 1; k <= planes; k++)                                                                                    \
    for (int j = 0; j < rows; j++) FETCH(u + p + x + k * sz + (j + AHEAD) * sy)
#define BLOCK(x, first, last)                                                                                          \
  {                                                                                                                    \
    const real *const c = u + p + (x);                                                                                 \
    const line a = seven(c, sy, sz), b = planes > 1 ? seven(c + sz, sy, sz) : a;                                        \
    const line d = rows > 1 ? seven(c + sy, sy, sz) : a, e = planes > 1 && rows > 1 ? seven(c + sz + sy, sy, sz) : a;   \
    put(out + p + (x), a, first, last);                                                                                \
    if (rows > 1) put(out + p + (x) + sy, d, first, last);                                                             \
    if (planes > 1) put(out + p + (x) + sz, b, first, last);                                                           \
    if (planes > 1 && rows > 1) put(out + p + (x) + sz + sy, e, first, last);                                          \
  }
  EACH_LINE(n, FETCHES, BLOCK)
#undef BLOCK
#undef FETCHES
}

#define ROWS BESIDE
void laplacian(const real *u, real *out, int64_t n) { VOLUME(laplacian_row, u, out) }
#undef ROWS

#define ROWS 1
ALWAYS void divergence_row(int64_t p, int64_t n, const int planes, const int rows, const real *a, const real *b, const real *c, real *out) {
  const int64_t sy = n, sz = n * n;
  (void)rows;
#define FETCHES                                                                                                        \
  for (int k = 0; k < planes; k++) {                                                                                   \
    FETCH(a + p + x + (k + 1) * sz + 4 * sy);                                                                          \
    FETCH(b + p + x + k * sz + 5 * sy);                                                                                \
    FETCH(c + p + x + k * sz + 4 * sy);                                                                                \
  }
#define BLOCK(x, first, last)                                                                                          \
  for (int k = 0; k < planes; k++) {                                                                                   \
    const int64_t q = p + (x) + k * sz;                                                                                \
    line sum = central(a + q, sz);                                                                                     \
    const line second = central(b + q, sy), third = central(c + q, 1);                                                 \
    EACH_PART(i) sum.part[i] += second.part[i] + third.part[i];                                                        \
    put(out + q, sum, first, last);                                                                                    \
  }
  EACH_LINE(n, FETCHES, BLOCK)
#undef BLOCK
#undef FETCHES
}
void divergence(const real *a, const real *b, const real *c, real *out, int64_t n) { VOLUME(divergence_row, a, b, c, out) }

ALWAYS void gradient_row(int64_t p, int64_t n, const int planes, const int rows, const real *u, real *a, real *b, real *c) {
  const int64_t sy = n, sz = n * n;
  (void)rows;
#define FETCHES                                                                                                        \
  for (int k = 1; k <= planes; k++) FETCH(u + p + x + k * sz + 4 * sy)
#define BLOCK(x, first, last)                                                                                          \
  for (int k = 0; k < planes; k++) {                                                                                   \
    const int64_t q = p + (x) + k * sz;                                                                                \
    put(a + q, central(u + q, sz), first, last);                                                                       \
    put(b + q, central(u + q, sy), first, last);                                                                       \
    put(c + q, central(u + q, 1), first, last);                                                                        \
  }
  EACH_LINE(n, FETCHES, BLOCK)
#undef BLOCK
#undef FETCHES
}
void gradient(const real *u, real *a, real *b, real *c, int64_t n) { VOLUME(gradient_row, u, a, b, c) }

// Rows of a plane, GROUP at a time.
#define AREA(row, u, out)                                                                                              \
  _Pragma("omp parallel") {                                                                                            \
    const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();                                             \
    const int64_t to = share(1, n - 1, GROUP, me + 1, team);                                                           \
    int64_t y = share(1, n - 1, GROUP, me, team);                                                                      \
    for (; y + GROUP <= to; y += GROUP) row(u + y * n, out + y * n, n, GROUP);                                         \
    for (; y < to; y++) row(u + y * n, out + y * n, n, 1);                                                             \
    FENCE();                                                                                                           \
  }
// Fetches lead by PLATE_AHEAD rows, beyond the jammed ones.
#ifndef PLATE_AHEAD
#define PLATE_AHEAD 4
#endif
#define PLATE_ROW(name, point)                                                                                         \
  ALWAYS void name(const real *u, real *out, int64_t n, const int rows) {                                              \
    EACH_LINE(n, for (int j = 1; j <= rows; j++) FETCH(u + x + (j + PLATE_AHEAD) * n), PLATE_BLOCK_##point)            \
  }
#define PLATE_BLOCK(point, x, first, last)                                                                             \
  {                                                                                                                    \
    line v[GROUP];                                                                                                     \
    _Pragma("GCC unroll 8") for (int j = 0; j < rows; j++) v[j] = point(u + (x) + j * n, n);                           \
    _Pragma("GCC unroll 8") for (int j = 0; j < rows; j++) put(out + (x) + j * n, v[j], first, last);                  \
  }

#define PLATE_BLOCK_five(x, first, last) PLATE_BLOCK(five, x, first, last)
#define PLATE_BLOCK_nine(x, first, last) PLATE_BLOCK(nine, x, first, last)
PLATE_ROW(five_row, five)
PLATE_ROW(nine_row, nine)
void five_point(const real *u, real *out, int64_t n) { AREA(five_row, u, out) }
void nine_point(const real *u, real *out, int64_t n) { AREA(nine_row, u, out) }
