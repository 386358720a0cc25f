function relax(u: Float64Array, f: Float64Array, n: number, m: number) {
  for (let i = 1; i < n - 1; i += 2) for (let j = 1; j < m - 1; j += 2) u[i * m + j] = average(u, f, i * m + j, m);
  for (let i = 2; i < n - 1; i += 2) for (let j = 2; j < m - 1; j += 2) u[i * m + j] = average(u, f, i * m + j, m);
  for (let i = 1; i < n - 1; i += 2) for (let j = 2; j < m - 1; j += 2) u[i * m + j] = average(u, f, i * m + j, m);
  for (let i = 2; i < n - 1; i += 2) for (let j = 1; j < m - 1; j += 2) u[i * m + j] = average(u, f, i * m + j, m);
}
const average = (u: Float64Array, f: Float64Array, c: number, m: number) =>
  0.25 * (u[c - m] + u[c + m] + u[c - 1] + u[c + 1] - f[c]);
