function f(u: Grid, out: Grid, c: any) {
  for (const p of out.interior()) {
    out[p] = c + c[0];
  }
}
