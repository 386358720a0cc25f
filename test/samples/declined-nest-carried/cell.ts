function f(u: Float64Array, out: Float64Array, n: number, m: number) {
  for (let i = 0; i < n; i++) {
    let s = 0;
    for (let j = 0; j < m; j++) {
      s += u[i * m + j];
      out[i * m + j] = s;
    }
  }
}
