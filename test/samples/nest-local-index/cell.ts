const index = (i: number, j: number, n: number) => i * n + j;
function smooth(u: Float64Array, out: Float64Array, n: number) {
  const h = 1 / (n - 1);
  const last = n - 1;
  for (let i = 1; i < last; i++) {
    const row = i * n;
    for (let j = 1; j <= n - 2; ++j) {
      const c = row + j;
      let s = 0;
      for (let k = -1; k <= 1; k++) s += u[c + k] + u[index(i + k, j, n)];
      out[c] = h * h * s;
    }
  }
}
