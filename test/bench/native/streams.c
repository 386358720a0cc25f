// What memory gives at most: STREAM's copy and triad, with plain stores and with stores that bypass the caches and the
// sources fetched ahead; three arrays in and one out, one in and three out; and a flush, for cold caches.
// Arrays of so many doubles at 64-byte boundaries, the number a multiple of 8.
#include "vectors.h"

#define LOAD(q) (*(const vec *)(q))
// a line of a source, 8 KB ahead: evenly over the time
#define AHEAD(q) __builtin_prefetch((q) + i + 1024, 0, 2)
#define EACH_LINE for (int64_t i = 0; i < n; i += LINE)
#define EACH_VECTOR for (int64_t k = i; k < i + LINE; k += LANES)

void copy_plain(const double *a, double *b, int64_t n) {
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < n; i++) b[i] = a[i];
}

void triad_plain(const double *a, const double *b, double *c, int64_t n) {
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < n; i++) c[i] = a[i] + 3 * b[i];
}

void copy(const double *a, double *b, int64_t n) {
#pragma omp parallel
  {
#pragma omp for schedule(static)
    EACH_LINE {
      AHEAD(a);
      EACH_VECTOR STREAM(b + k, LOAD(a + k));
    }
    FENCE();
  }
}

void triad(const double *a, const double *b, double *c, int64_t n) {
#pragma omp parallel
  {
#pragma omp for schedule(static)
    EACH_LINE {
      AHEAD(a), AHEAD(b);
      EACH_VECTOR STREAM(c + k, LOAD(a + k) + 3.0 * LOAD(b + k));
    }
    FENCE();
  }
}

void three_to_one(const double *a, const double *b, const double *c, double *d, int64_t n) {
#pragma omp parallel
  {
#pragma omp for schedule(static)
    EACH_LINE {
      AHEAD(a), AHEAD(b), AHEAD(c);
      EACH_VECTOR STREAM(d + k, LOAD(a + k) + LOAD(b + k) + LOAD(c + k));
    }
    FENCE();
  }
}

void one_to_three(const double *a, double *b, double *c, double *d, int64_t n) {
#pragma omp parallel
  {
#pragma omp for schedule(static)
    EACH_LINE {
      AHEAD(a);
      EACH_VECTOR {
        const vec v = LOAD(a + k);
        STREAM(b + k, v);
        STREAM(c + k, 2.0 * v);
        STREAM(d + k, 3.0 * v);
      }
    }
    FENCE();
  }
}

// Puts an array out of all caches, so that the next sweep finds it in memory only.
void flush(const char *from, int64_t bytes) {
#if defined(__x86_64__)
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < bytes; i += 64) __builtin_ia32_clflush(from + i);
  __builtin_ia32_mfence();
#else
  (void)from, (void)bytes; // no such instruction outside of the kernel: cold is warm there
#endif
}
