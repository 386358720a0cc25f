function f(u: Float64Array, out: Float64Array, n: number, m: number) {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) out[i * m + j] = u[i * m + j] + 0.5 * i;
}
