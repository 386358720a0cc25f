function relax(u: Float64Array, f: Float64Array, n: number, m: number) {
  for (let i = 1; i < n - 1; i++)
    for (let j = 1; j < m - 1; j++)
      u[i * m + j] = 0.25 * (u[(i - 1) * m + j] + u[(i + 1) * m + j] + u[i * m + j - 1] + u[i * m + j + 1] - f[i * m + j]);
}
