function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    out[p] = p % 2 === 0 ? u[p] : 0;
  }
}
