function f(u: Float64Array, out: Float64Array, n: number, m: number) {
  for (let j = 1; j < m; j++)
    for (let i = 0; i < n; i++) out[i * m + j] = out[i * m + j - 1] + u[i * m + j];
}
