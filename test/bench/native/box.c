// The symmetric 27-point box by hand, box(u, out, n) over n^3 doubles, weights as in plain.c. Instead of 27 loads an
// output: the 9 values of column x make two sums, f for the output at x and h for those at x - 1 and x + 1 (the same
// sums with the next weights), and out = f + h(x - 1) + h(x + 1), by lanes of three vectors in registers.
#include "vectors.h"

#ifndef TILE
#define TILE 64
#endif
#ifndef AHEAD
#define AHEAD 4
#endif

static const double center = 0.3, face = 0.05, edge = 0.02, corner = 0.01;

// Two planes of columns at p: 12 loads.
ALWAYS void columns(const double *p, int64_t sy, int64_t sz, vec *f0, vec *h0, vec *f1, vec *h1) {
  const vec a0 = AT(p - sz), a1 = AT(p), a2 = AT(p + sz), a3 = AT(p + 2 * sz);
  const vec b0 = AT(p - sz - sy) + AT(p - sz + sy), b1 = AT(p - sy) + AT(p + sy);
  const vec b2 = AT(p + sz - sy) + AT(p + sz + sy), b3 = AT(p + 2 * sz - sy) + AT(p + 2 * sz + sy);
  const vec near0 = b1 + (a0 + a2), far0 = b0 + b2, near1 = b2 + (a1 + a3), far1 = b1 + b3;
  *f0 = center * a1 + face * near0 + edge * far0;
  *h0 = face * a1 + edge * near0 + corner * far0;
  *f1 = center * a2 + face * near1 + edge * far1;
  *h1 = face * a2 + edge * near1 + corner * far1;
}

typedef struct {
  vec f0, h0, f1, h1;
} sums;

ALWAYS sums sums_at(const double *p, int64_t sy, int64_t sz) {
  sums s;
  columns(p, sy, sz, &s.f0, &s.h0, &s.f1, &s.h1);
  return s;
}

// The line whose first sums are `here`; those of the vector before it and of the one behind it are handed on.
typedef struct {
  sums left, here;
} place;

ALWAYS place step(place at, const double *p, double *q, int64_t sy, int64_t sz, int first, int last) {
  line a, b;
  EACH_PART(i) {
    const sums next = sums_at(p + (i + 1) * LANES, sy, sz);
    a.part[i] = at.here.f0 + (PICK(at.left.h0, at.here.h0, LANES - 1) + PICK(at.here.h0, next.h0, 1));
    b.part[i] = at.here.f1 + (PICK(at.left.h1, at.here.h1, LANES - 1) + PICK(at.here.h1, next.h1, 1));
    at = (place){at.here, next};
  }
  put(q, a, first, last);
  put(q + sz, b, first, last);
  return at;
}

// What lies beside the row goes into lanes that are not kept.
static __attribute__((noinline)) void row(const double *p, double *q, int64_t n, int64_t sy, int64_t sz) {
  const sums begin = sums_at(p, sy, sz);
  place at = step((place){begin, begin}, p, q, sy, sz, 1, LINE);
  int64_t x = LINE;
  for (; x < n - LINE; x += LINE) {
    FETCH(p + x + sz + AHEAD * sy);
    FETCH(p + x + 2 * sz + AHEAD * sy);
    at = step(at, p + x, q + x, sy, sz, 0, LINE);
  }
  step(at, p + x, q + x, sy, sz, 0, LINE - 1);
}

// n even.
void box(const double *u, double *out, int64_t n) {
  const int64_t sy = n, sz = n * n;
#pragma omp parallel
  {
    const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();
    const int64_t from = share(1, n - 1, 2, me, team), to = share(1, n - 1, 2, me + 1, team);
    for (int64_t tile = 1; tile < n - 1; tile += TILE)
      for (int64_t z = from; z < to; z += 2)
        for (int64_t y = tile; y < smaller(tile + TILE, n - 1); y++) row(u + z * sz + y * sy, out + z * sz + y * sy, n, sy, sz);
    FENCE();
  }
}
