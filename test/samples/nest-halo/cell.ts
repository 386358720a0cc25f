function blur(u: Float64Array, out: Float64Array, n: number, m: number) {
  const w = m + 2;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++)
      out[(i + 1) * w + j + 1] = (u[i * w + j] + u[(i + 1) * w + (j + 1)] + u[(i + 2) * w + j + 2]) / 3;
}
