function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    for (let i = 0, j = 1; i < j; i += j) out[p] += u[p];
  }
}
