// The heat equation over time by hand, for this machine's vectors. One function a case:
//   heat3_blocked(u, out, n, steps, depth, height)     n^3 points, 7-point; up to `depth` steps in one pass over memory, in
//                                                      tiles of `height` rows; a level overwrites the planes of the one before
//   heat2_blocked(u, out, n, steps, depth)             n^2 points, 5-point; each level keeps a ring of four rows
// Arrays of doubles at 64-byte boundaries; n a multiple of 8, at least 24; depth 1 … 24. Both arrays hold the same fixed
// boundary when a function begins. After an even number of steps `u` holds the result, else `out`; the other array holds
// some earlier step. Products and sums are fused as written, so results do not depend on depth and height. The steps:
//   3-D  0.4 u + 0.1 (x neighbours + y neighbours) + 0.1 (z neighbours)     2-D  0.6 u + 0.1 (x) + 0.1 (y)
#include "vectors.h"
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

typedef int64_t lanes __attribute__((vector_size(BYTES)));
#define LOAD(q) (*(const vec *)(q))
#define STORE(q, v) (*(vec *)(q) = (v))
enum { DEEPEST = 24 };

ALWAYS int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }
ALWAYS vec all(double value) { return value - (vec){0}; }
// a b + c, rounded once.
ALWAYS vec fused(vec a, vec b, vec c) {
#if BYTES == 64
  return _mm512_fmadd_pd(a, b, c);
#elif defined(__FMA__)
  return _mm256_fmadd_pd(a, b, c);
#else
  for (int i = 0; i < LANES; i++) c[i] = __builtin_fma(a[i], b[i], c[i]);
  return c;
#endif
}

// One vector of an output row: its row, those beside it in the plane (3-D), and those of the planes below and above.
ALWAYS vec point(const double *row, vec here, vec below, vec above, int64_t pitch, int rank) {
  vec around = AT(row - 1) + AT(row + 1);
  if (rank == 3) around += LOAD(row - pitch) + LOAD(row + pitch);
  return fused(all(0.1), below + above, fused(all(0.1), around, all(rank == 3 ? 0.4 : 0.6) * here));
}

// Where a row is read and written, of one plane or of two neighbouring ones: s[0] … s[3] are four planes in order.
typedef struct {
  const double *s[4];
  double *d[2];
} Row;

// Columns i … of both planes. Loads come before stores, as d[0] may be s[0] and d[1] the row before s[1]. The first and
// last column are boundary; with `edge` they keep what the old row had.
ALWAYS void block(const Row r, int64_t i, int64_t pitch, int64_t n, int rank, int planes, int stream, int edge) {
  const vec here1 = LOAD(r.s[1] + i), here2 = LOAD(r.s[2] + i);
  vec new1, new2;
  new1 = point(r.s[1] + i, here1, LOAD(r.s[0] + i), here2, pitch, rank);
  if (planes == 2) new2 = point(r.s[2] + i, here2, here1, LOAD(r.s[3] + i), pitch, rank);
  if (edge) {
    lanes at;
    for (int k = 0; k < LANES; k++) at[k] = i + k;
    const lanes keep = (at == 0) | (at == n - 1);
    new1 = (vec)((keep & (lanes)here1) | (~keep & (lanes)new1));
    if (planes == 2) new2 = (vec)((keep & (lanes)here2) | (~keep & (lanes)new2));
  }
  if (stream) STREAM(r.d[0] + i, new1);
  else STORE(r.d[0] + i, new1);
  if (planes == 1) return;
  if (stream) STREAM(r.d[1] + i, new2);
  else STORE(r.d[1] + i, new2);
}

ALWAYS void row(const Row r, const double *ahead, int64_t pitch, int64_t n, int rank, int planes, int stream) {
  block(r, 0, pitch, n, rank, planes, stream, 1);
  for (int64_t i = LANES; i < n - LANES; i += LANES) {
    if (ahead) FETCH(ahead + i);
    block(r, i, pitch, n, rank, planes, stream, 0);
  }
  block(r, n - LANES, pitch, n, rank, planes, stream, 1);
}

// Rows of the input that come next, fetched one for each row computed, evenly over the levels: memory is always busy.
typedef struct {
  const double *from;
  int64_t left;
} Fetch;

ALWAYS const double *next(Fetch *fetch, int64_t n) {
  if (fetch->left <= 0) return 0;
  const double *found = fetch->from;
  fetch->from += n, fetch->left--;
  return found;
}

// Rows of `planes` neighbouring planes: count rows from the given ones on, n elements apart.
static void rows(Row r, int64_t count, Fetch *fetch, int64_t n, int rank, int planes, int stream) {
  for (; count > 0; count--) {
    const double *ahead = next(fetch, n);
    if (planes == 2 && stream) row(r, ahead, n, n, rank, 2, 1);
    else if (planes == 2) row(r, ahead, n, n, rank, 2, 0);
    else if (stream) row(r, ahead, n, n, rank, 1, 1);
    else row(r, ahead, n, n, rank, 1, 0);
    for (int k = 0; k < 4; k++) r.s[k] += n;
    for (int k = 0; k < 2; k++) r.d[k] += n;
  }
}

// Buffers of all threads on huge pages.
static double *buffers(int64_t elements, int64_t threads, int64_t *each) {
  *each = (elements + 4095) / 4096 * 4096 + 512 + 64;
  const uint64_t huge = 1 << 21, bytes = ((uint64_t)(*each * threads) * 8 + huge - 1) / huge * huge;
  double *memory = aligned_alloc(huge, bytes);
  if (memory) madvise(memory, bytes, MADV_HUGEPAGE);
  return memory;
}

// Steps are spread evenly over passes, whose number is even where that of the steps is.
ALWAYS int64_t passes_for(int64_t steps, int64_t depth) {
  const int64_t passes = (steps + depth - 1) / depth;
  return passes + (passes + steps) % 2;
}

// One tile: rows ya … ye - 1 of all planes, `levels` steps on. Level t works one plane behind level t - 1, two planes a
// turn, and computes levels - t more rows on either side, as what lies beyond is a neighbour's. It needs planes p - 1, p
// of level t - 1 (at hand since the last turn, and needed by it alone from now on) and p + 1, p + 2 (just made). Its
// result goes where those at hand were: plane p over p - 1, plane p + 1 over p, one row up, as row y of p is still
// the neighbour of row y + 1. So levels hold two planes each, and every store meets a line that was just read.
static void tile3(const double *in, double *out, int64_t n, int64_t levels, int64_t ya, int64_t ye, int64_t height,
                  double *memory) {
  const int64_t plane = n * n, slot = (height + 3 * levels + 8) * n, base = ya - 2 * levels - 2;
  double *first[DEEPEST + 1], *second[DEEPEST + 1]; // planes at hand of each level, as if row 0 were there; [0]: free
  for (int64_t t = 0; t < levels; t++) {
    first[t] = memory + 2 * t * slot - base * n;
    second[t] = memory + (2 * t + 1) * slot - (base + larger(t - 1, 0)) * n;
  }
  const int64_t top = larger(0, ya - levels), wanted = smaller(n, ye + levels) - top;
  for (int64_t z = -1; z - (levels - 1) < n - 1; z += 2) {
    double *old[2] = {first[0], second[0] + n}, *made[2] = {0, 0}; // of level t - 1
    int64_t fetched = 0;
    for (int64_t t = 1; t <= levels; t++) {
      const int64_t p = z - (t - 1), y0 = larger(1, ya - (levels - t)), y1 = smaller(n - 1, ye + (levels - t));
      const double *s[4] = {old[0], old[1], made[0], made[1]};
      double *d[2] = {old[0], old[1] - n};
      if (t == 1)
        for (int64_t k = 0; k < 4; k++) s[k] = in + (p - 1 + k) * plane;
      if (t == levels)
        for (int64_t k = 0; k < 2; k++) d[k] = out + (p + k) * plane;
      // Boundary planes and rows are the same at all levels; the last plane's copy overwrites what the rows read.
      for (int64_t k = 0; k < 2 && t < levels; k++) {
        const double *same = in + (p + k) * plane;
        if (p + k < 0 || p + k >= n) continue;
        if (p + k == 0) memcpy(d[k] + (y0 - 1) * n, same + (y0 - 1) * n, (y1 - y0 + 2) * n * 8);
        else if (y0 == 1) memcpy(d[k], same, n * 8);
      }
      const int64_t from = larger(p, 1), to = smaller(p + 2, n - 1), skip = from - p;
      if (from < to) {
        const int64_t until = 2 * wanted * t / levels, at = z + 3 + fetched / wanted, left = until - fetched;
        Fetch fetch = {in + at * plane + (top + fetched % wanted) * n, smaller(left, wanted - fetched % wanted)};
        if (at >= n) fetch.left = 0;
        const int64_t o = y0 * n;
        Row r = {{s[skip] + o, s[skip + 1] + o, s[skip + 2] + o, to - from == 2 ? s[3] + o : 0}, {d[skip] + o, d[1] + o}};
        rows(r, y1 - y0, &fetch, n, 3, to - from, t == levels);
        fetched = until;
      }
      for (int64_t k = 0; k < 2 && t < levels; k++) {
        const double *same = in + (p + k) * plane;
        if (p + k < 1 || p + k >= n) continue;
        if (p + k == n - 1) memcpy(d[k] + (y0 - 1) * n, same + (y0 - 1) * n, (y1 - y0 + 2) * n * 8);
        else if (y1 == n - 1) memcpy(d[k] + (n - 1) * n, same + (n - 1) * n, n * 8);
      }
      if (t < levels) {
        old[0] = first[t], old[1] = second[t];
        made[0] = first[t] = d[0], made[1] = second[t] = d[1];
      } else if (levels > 1) first[0] = old[0], second[0] = old[1] + (levels - 2) * n; // free again, and moved back
    }
  }
}

void heat3_blocked(double *u, double *out, int64_t n, int64_t steps, int64_t depth, int64_t height) {
  int64_t each;
  const int64_t passes = passes_for(steps, depth);
  double *memory = buffers(2 * depth * (height + 3 * depth + 8) * n, omp_get_max_threads(), &each);
  if (!memory) abort();
#pragma omp parallel
  {
    const int64_t team = omp_get_num_threads(), me = omp_get_thread_num(), tiles = (n - 2 + height - 1) / height;
    double *from = u, *to = out;
    for (int64_t pass = 0; pass < passes; pass++) {
      const int64_t levels = steps * (pass + 1) / passes - steps * pass / passes;
      for (int64_t i = tiles * me / team; i < tiles * (me + 1) / team; i++)
        tile3(from, to, n, levels, 1 + i * height, smaller(1 + (i + 1) * height, n - 1), height, memory + me * each);
      FENCE();
#pragma omp barrier
      double *swapped = from;
      from = to, to = swapped;
    }
  }
  free(memory);
}

// One thread's slab: rows ya … ye - 1, `levels` steps on. Level t works two rows behind level t - 1, two rows a turn, on
// rings of four rows, and computes levels - t more rows on either side.
static void slab2(const double *in, double *out, int64_t n, int64_t levels, int64_t ya, int64_t ye, double *memory) {
  const int64_t pitch = n + 8;
  int64_t done[DEEPEST + 1]; // the last row finished at each level
  for (int64_t t = 1; t <= levels; t++) done[t] = larger(1, ya - (levels - t)) - 1;
  const int64_t first = done[1];
  for (int64_t turn = 0; done[levels] < ye - 1; turn++)
    for (int64_t t = 1; t <= levels; t++) {
      const int64_t upto = smaller(smaller(n - 2, ye - 1 + (levels - t)), first + 2 * turn + 2 - (t - 1));
      while (done[t] < upto) {
        const int64_t y = done[t] + 1, planes = smaller(2, upto - done[t]);
        Row r = {{0}, {0}};
        for (int64_t k = 0; k < planes + 2; k++) {
          const int64_t at = y - 1 + k;
          const int grid = t == 1 || at == 0 || at == n - 1;
          r.s[k] = grid ? in + at * n : memory + ((t - 2) * 4 + at % 4) * pitch;
        }
        for (int64_t k = 0; k < planes; k++)
          r.d[k] = t == levels ? out + (y + k) * n : memory + ((t - 1) * 4 + (y + k) % 4) * pitch;
        // levels 1 and 2 fetch the two rows that level 1 reads two turns from now
        const int64_t far = first + 2 * turn + 5 + t;
        Fetch fetch = {in + far * n, t <= 2 && far < n};
        rows(r, 1, &fetch, n, 2, planes, t == levels);
        done[t] += planes;
      }
    }
}

void heat2_blocked(double *u, double *out, int64_t n, int64_t steps, int64_t depth) {
  int64_t each;
  const int64_t passes = passes_for(steps, depth);
  double *memory = buffers(4 * depth * (n + 8), omp_get_max_threads(), &each);
  if (!memory) abort();
#pragma omp parallel
  {
    const int64_t team = omp_get_num_threads(), me = omp_get_thread_num();
    double *from = u, *to = out;
    for (int64_t pass = 0; pass < passes; pass++) {
      const int64_t levels = steps * (pass + 1) / passes - steps * pass / passes;
      slab2(from, to, n, levels, 1 + (n - 2) * me / team, 1 + (n - 2) * (me + 1) / team, memory + me * each);
      FENCE();
#pragma omp barrier
      double *swapped = from;
      from = to, to = swapped;
    }
  }
  free(memory);
}
