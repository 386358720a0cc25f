// The 25-point star (radius 4) by hand, star(u, out, n) over n^3 doubles, weights as in plain.c. Four planes at once: each
// of the 12 vectors of a z column is loaded once and added to the outputs it belongs to.
#include "vectors.h"

#ifndef TILE
#define TILE 16
#endif
#ifndef AHEAD
#define AHEAD 4
#endif
// Whether x neighbours are lanes of three vectors in registers: an unaligned load of a whole line takes two load slots.
#ifndef SHIFT
#define SHIFT (BYTES == 64)
#endif

ALWAYS double weight(int d) { return d == 0 ? 0.4 : 0.1 / d; }

#if SHIFT
#define BESIDE(p, d) (PICK(AT((p) - LANES), AT(p), LANES - d) + PICK(AT(p), AT((p) + LANES), d))
#else
#define BESIDE(p, d) (AT((p) - d) + AT((p) + d))
#endif
#define RING(p, d) weight(d) * (BESIDE(p, d) + (AT((p) - d * sy) + AT((p) + d * sy)))

ALWAYS vec plane(const double *p, int64_t sy) {
  vec v = weight(0) * AT(p);
  v += RING(p, 1);
  v += RING(p, 2);
  v += RING(p, 3);
  v += RING(p, 4);
  return v;
}

typedef struct {
  vec of[4];
} planes;

ALWAYS planes block(const double *p, int64_t sy, int64_t sz) {
  vec a0 = plane(p, sy), a1 = plane(p + sz, sy), a2 = plane(p + 2 * sz, sy), a3 = plane(p + 3 * sz, sy), v;
#define ADD(k, d) a##k += weight(d) * v;
#define OF(z) v = AT(p + (z) * sz);
  OF(-4) ADD(0, 4)
  OF(-3) ADD(0, 3) ADD(1, 4)
  OF(-2) ADD(0, 2) ADD(1, 3) ADD(2, 4)
  OF(-1) ADD(0, 1) ADD(1, 2) ADD(2, 3) ADD(3, 4)
  OF(0) ADD(1, 1) ADD(2, 2) ADD(3, 3)
  OF(1) ADD(0, 1) ADD(2, 1) ADD(3, 2)
  OF(2) ADD(0, 2) ADD(1, 1) ADD(3, 1)
  OF(3) ADD(0, 3) ADD(1, 2) ADD(2, 1)
  OF(4) ADD(0, 4) ADD(1, 3) ADD(2, 2) ADD(3, 1)
  OF(5) ADD(1, 4) ADD(2, 3) ADD(3, 2)
  OF(6) ADD(2, 4) ADD(3, 3)
  OF(7) ADD(3, 4)
  return (planes){{a0, a1, a2, a3}};
}

ALWAYS void step(const double *p, double *q, int64_t sy, int64_t sz, int first, int last) {
  line v[4];
  EACH_PART(i) {
    const planes here = block(p + i * LANES, sy, sz);
    _Pragma("GCC unroll 4") for (int k = 0; k < 4; k++) v[k].part[i] = here.of[k];
  }
  _Pragma("GCC unroll 4") for (int k = 0; k < 4; k++) put(q + k * sz, v[k], first, last);
}

static __attribute__((noinline)) void row(const double *p, double *q, int64_t n, int64_t sy, int64_t sz) {
  step(p, q, sy, sz, 4, LINE);
  int64_t x = LINE;
  for (; x < n - LINE; x += LINE) {
    for (int k = 4; k < 8; k++) FETCH(p + x + k * sz + AHEAD * sy);
    step(p + x, q + x, sy, sz, 0, LINE);
  }
  step(p + x, q + x, sy, sz, 0, LINE - 4);
}

// n a multiple of 8.
void star(const double *u, double *out, int64_t n) {
  const int64_t sy = n, sz = n * n;
#pragma omp parallel
  {
    const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();
    const int64_t from = share(4, n - 4, 4, me, team), to = share(4, n - 4, 4, me + 1, team);
    for (int64_t tile = 4; tile < n - 4; tile += TILE)
      for (int64_t z = from; z < to; z += 4)
        for (int64_t y = tile; y < smaller(tile + TILE, n - 4); y++) row(u + z * sz + y * sy, out + z * sz + y * sy, n, sy, sz);
    FENCE();
  }
}
