function across(u: Float64Array, out: Float64Array, n: number, m: number) {
  for (let j = m - 2; j >= 1; j--) for (let i = 0; i < n; i++) out[i * m + j] += u[i * m + j + 1] - u[i * m + j - 1];
}
