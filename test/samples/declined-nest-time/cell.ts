function f(u: Float64Array, out: Float64Array, n: number, m: number) {
  for (let t = 0; t < 10; t++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < m; j++) out[i * m + j] = 2 * u[i * m + j];
}
