// One EM iteration in long double: the definition, for comparing.
// In, as doubles: N, D, M, type (0 full, 1 tied, 2 diagonal, 3 spherical), events [N, D], centre [D], weights [M], means [M, D],
// factors [M, D, D] whatever the type; out, as lines: the next weights, means, covariances, and the mean log-likelihood.
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double *take(size_t n) {
  double *p = malloc(n * sizeof *p);
  if (fread(p, sizeof *p, n, stdin) != n) exit(1);
  return p;
}

int main(void) {
  const double *sizes = take(4);
  const int n = sizes[0], d = sizes[1], m = sizes[2], type = sizes[3];
  const double *x = take((size_t)n * d), *centre = take(d), *weights = take(m), *means = take(m * d), *u = take(m * d * d);
  long double *r = calloc((size_t)n * m, sizeof *r), *next = calloc(m * d, sizeof *next), *counts = calloc(m, sizeof *counts);
  long double likelihood = 0, total = 0;
#define X(e, i) ((long double)x[(e) * d + (i)] - centre[i])
  for (int e = 0; e < n; e++) {
    long double most = -INFINITY, sum = 0;
    for (int k = 0; k < m; k++) {
      long double log_p = logl(weights[k]) - d / 2.0L * logl(2 * acosl(-1.0L));
      for (int j = 0; j < d; j++) {
        long double y = 0;
        for (int i = 0; i <= j; i++) y += u[(k * d + i) * d + j] * (X(e, i) - means[k * d + i]);
        log_p += logl(u[(k * d + j) * d + j]) - y * y / 2;
      }
      r[e * m + k] = log_p;
      most = fmaxl(most, log_p);
    }
    for (int k = 0; k < m; k++) sum += r[e * m + k] = expl(r[e * m + k] - most);
    likelihood += (most + logl(sum)) / n;
    for (int k = 0; k < m; k++) counts[k] += r[e * m + k] /= sum;
  }
  for (int k = 0; k < m; k++) total += counts[k] += 10 * DBL_EPSILON; // scikit-learn's guard
  for (int k = 0; k < m; k++) printf("%.21Lg\n", counts[k] / total);
  for (int k = 0; k < m; k++)
    for (int i = 0; i < d; i++) {
      next[k * d + i] = -10 * DBL_EPSILON * centre[i] / counts[k]; // the guard's event lies at the data's own origin
      for (int e = 0; e < n; e++) next[k * d + i] += r[e * m + k] * X(e, i) / counts[k];
      printf("%.21Lg\n", next[k * d + i]);
    }
  long double *together = calloc(d * d, sizeof *together);
  for (int k = 0; k < m; k++) {
    long double trace = 0;
    for (int i = 0; i < d; i++)
      for (int j = 0; j < d; j++) {
        long double sum = 0;
        if (type < 2 || i == j)
          for (int e = 0; e < n; e++) sum += r[e * m + k] * (X(e, i) - next[k * d + i]) * (X(e, j) - next[k * d + j]);
        together[i * d + j] += sum / total;
        if (i == j) trace += sum / counts[k];
        if (type == 0 || (type == 2 && i == j)) printf("%.21Lg\n", sum / counts[k] + (i == j ? 1e-6L : 0));
      }
    if (type == 3) printf("%.21Lg\n", trace / d + 1e-6L);
  }
  for (int i = 0; type == 1 && i < d * d; i++) printf("%.21Lg\n", together[i] + (i % (d + 1) == 0 ? 1e-6L : 0));
  printf("%.21Lg\n", likelihood);
  return 0;
}
