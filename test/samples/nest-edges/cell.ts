function heat(u: Float64Array, out: Float64Array, n: number, m: number) {
  for (let i = 1; i < n - 1; i++)
    for (let j = 1; j < m - 1; j++) out[i * m + j] = 0.25 * (u[(i - 1) * m + j] + u[(i + 1) * m + j] + u[i * m + j - 1] + u[i * m + j + 1]);
  for (let j = 0; j < m; j++) out[j] = u[m + j];
  for (let j = 1; j < m; j++) out[(n - 1) * m + j] = 2 * out[(n - 2) * m + j];
  for (let i = 1; i < n - 1; i++) out[i * m] = out[i * m + 1];
  for (let i = n - 2; i > 0; i--) out[i * m + m - 1] = out[i * m + m - 2];
}
