// The loops that anyone would write, as C with OpenMP: what gcc makes of each case. Grids of n points a side, f64 but for
// laplacian_f32; points next to a face are left as they are.
#include <math.h>
#include <stdint.h>

#define VOLUME(r)                                                                                                      \
  _Pragma("omp parallel for") for (int64_t z = r; z < n - r; z++) for (int64_t y = r; y < n - r; y++)                 \
      for (int64_t x = r; x < n - r; x++)
#define AREA(r) _Pragma("omp parallel for") for (int64_t y = r; y < n - r; y++) for (int64_t x = r; x < n - r; x++)

#define LAPLACIAN(name, real)                                                                                          \
  void name(const real *restrict u, real *restrict out, int64_t n) {                                                   \
    const int64_t m = n * n;                                                                                           \
    VOLUME(1) {                                                                                                        \
      const int64_t p = z * m + y * n + x;                                                                             \
      out[p] = u[p + m] + u[p - m] + u[p + n] + u[p - n] + u[p + 1] + u[p - 1] - 6 * u[p];                             \
    }                                                                                                                  \
  }
LAPLACIAN(laplacian, double)
LAPLACIAN(laplacian_f32, float)

void five_point(const double *restrict u, double *restrict out, int64_t n) {
  AREA(1) {
    const double *q = u + y * n + x;
    out[y * n + x] = 0.6 * q[0] + 0.1 * (q[-1] + q[1] + q[-n] + q[n]);
  }
}

void nine_point(const double *restrict u, double *restrict out, int64_t n) {
  AREA(1) {
    const double *q = u + y * n + x;
    out[y * n + x] = 0.4 * q[0] + 0.1 * (q[-1] + q[1] + q[-n] + q[n]) +
                     0.05 * (q[-n - 1] + q[-n + 1] + q[n - 1] + q[n + 1]);
  }
}

void box(const double *restrict u, double *restrict out, int64_t n) {
  static const double weights[4] = {0.3, 0.05, 0.02, 0.01};
  VOLUME(1) {
    double sum = 0;
    for (int k = -1; k <= 1; k++)
      for (int j = -1; j <= 1; j++)
        for (int i = -1; i <= 1; i++)
          sum += weights[(k != 0) + (j != 0) + (i != 0)] * u[((z + k) * n + y + j) * n + x + i];
    out[(z * n + y) * n + x] = sum;
  }
}

void star(const double *restrict u, double *restrict out, int64_t n) {
  VOLUME(4) {
    const double *q = u + (z * n + y) * n + x;
    double sum = 0.4 * q[0];
    for (int d = 1; d <= 4; d++)
      sum += 0.1 / d * (q[-d] + q[d] + q[-d * n] + q[d * n] + q[-d * n * n] + q[d * n * n]);
    out[(z * n + y) * n + x] = sum;
  }
}

void divergence(const double *restrict a, const double *restrict b, const double *restrict c, double *restrict out, int64_t n) {
  const int64_t m = n * n;
  VOLUME(1) {
    const int64_t p = z * m + y * n + x;
    out[p] = 0.5 * (a[p + m] - a[p - m] + (b[p + n] - b[p - n]) + (c[p + 1] - c[p - 1]));
  }
}

void gradient(const double *restrict u, double *restrict a, double *restrict b, double *restrict c, int64_t n) {
  const int64_t m = n * n;
  VOLUME(1) {
    const int64_t p = z * m + y * n + x;
    a[p] = 0.5 * (u[p + m] - u[p - m]);
    b[p] = 0.5 * (u[p + n] - u[p - n]);
    c[p] = 0.5 * (u[p + 1] - u[p - 1]);
  }
}

void bilateral(const double *restrict u, double *restrict out, const double *restrict near, const double *restrict alike, int64_t n) {
  AREA(3) {
    const double *q = u + y * n + x;
    double sum = 0, total = 0;
    for (int64_t i = -3; i <= 3; i++)
      for (int64_t j = -3; j <= 3; j++) {
        const double value = q[i * n + j];
        const double weight = near[(i + 3) * 7 + j + 3] * alike[(int)(fabs(value - q[0]) * 255 + 0.5)];
        sum += weight * value;
        total += weight;
      }
    out[y * n + x] = sum / total;
  }
}

void gray_scott(const double *restrict u, const double *restrict v, double *restrict next_u, double *restrict next_v, double feed, double kill, int64_t n) {
  AREA(1) {
    const int64_t p = y * n + x;
    const double around_u = u[p - n] + u[p + n] + u[p - 1] + u[p + 1] - 4 * u[p];
    const double around_v = v[p - n] + v[p + n] + v[p - 1] + v[p + 1] - 4 * v[p];
    const double reaction = u[p] * v[p] * v[p];
    next_u[p] = u[p] + 0.16 * around_u - reaction + feed * (1 - u[p]);
    next_v[p] = v[p] + 0.08 * around_v + reaction - (feed + kill) * v[p];
  }
}

void lattice_boltzmann(const double *restrict f0, const double *restrict f1, const double *restrict f2, const double *restrict f3, const double *restrict f4, const double *restrict f5, const double *restrict f6, const double *restrict f7, const double *restrict f8,
                       double *restrict g0, double *restrict g1, double *restrict g2, double *restrict g3, double *restrict g4, double *restrict g5, double *restrict g6, double *restrict g7, double *restrict g8, double omega, int64_t n) {
  AREA(1) {
    const int64_t p = y * n + x;
    const double a0 = f0[p];
    const double a1 = f1[p - 1];
    const double a2 = f2[p + n];
    const double a3 = f3[p + 1];
    const double a4 = f4[p - n];
    const double a5 = f5[p + n - 1];
    const double a6 = f6[p + n + 1];
    const double a7 = f7[p - n + 1];
    const double a8 = f8[p - n - 1];
    const double density = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8;
    const double right = (a1 - a3 + a5 - a6 - a7 + a8) / density;
    const double up = (a2 - a4 + a5 + a6 - a7 - a8) / density;
    const double rest = 1 - 1.5 * (right * right + up * up);
    const double d5 = right + up, d6 = -right + up, d7 = -right - up, d8 = right - up;
    g0[p] = a0 + omega * (4.0 / 9 * density * rest - a0);
    g1[p] = a1 + omega * (1.0 / 9 * density * (rest + right * (3 + 4.5 * right)) - a1);
    g2[p] = a2 + omega * (1.0 / 9 * density * (rest + up * (3 + 4.5 * up)) - a2);
    g3[p] = a3 + omega * (1.0 / 9 * density * (rest - right * (3 - 4.5 * right)) - a3);
    g4[p] = a4 + omega * (1.0 / 9 * density * (rest - up * (3 - 4.5 * up)) - a4);
    g5[p] = a5 + omega * (1.0 / 36 * density * (rest + d5 * (3 + 4.5 * d5)) - a5);
    g6[p] = a6 + omega * (1.0 / 36 * density * (rest + d6 * (3 + 4.5 * d6)) - a6);
    g7[p] = a7 + omega * (1.0 / 36 * density * (rest + d7 * (3 + 4.5 * d7)) - a7);
    g8[p] = a8 + omega * (1.0 / 36 * density * (rest + d8 * (3 + 4.5 * d8)) - a8);
  }
}

void heat3(double *restrict u, double *restrict out, int64_t n, int64_t steps) {
  const int64_t m = n * n;
  for (; steps > 0; steps--) {
    VOLUME(1) {
      const double *q = u + z * m + y * n + x;
      out[z * m + y * n + x] = 0.4 * q[0] + 0.1 * (q[-1] + q[1] + (q[-n] + q[n])) + 0.1 * (q[-m] + q[m]);
    }
    double *swapped = u;
    u = out, out = swapped;
  }
}

void heat2(double *restrict u, double *restrict out, int64_t n, int64_t steps) {
  for (; steps > 0; steps--) {
    five_point(u, out, n);
    double *swapped = u;
    u = out, out = swapped;
  }
}
