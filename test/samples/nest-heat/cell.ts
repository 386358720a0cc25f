function heat(u: Float64Array, out: Float64Array, n: number, m: number) {
  for (let i = 1; i < n - 1; i++)
    for (let j = 1; j < m - 1; j++)
      out[i * m + j] =
        u[i * m + j] + 0.1 * (u[(i - 1) * m + j] + u[(i + 1) * m + j] + u[i * m + j - 1] + u[i * m + j + 1] - 4 * u[i * m + j]);
}
