function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    let s = u[p];
    while (s > 1) s /= 2;
    out[p] = s;
  }
}
