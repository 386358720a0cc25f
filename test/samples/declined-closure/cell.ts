function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    out[p] = u[p] * weights[1];
  }
}
