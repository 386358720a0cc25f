function f(u: Grid, out: Grid, c: number[]) {
  for (const p of out.interior()) {
    out[p] = c + c[0];
  }
}
