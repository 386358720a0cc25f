function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    out[p] = u.reduce((a: number, b: number) => a + b);
  }
}
