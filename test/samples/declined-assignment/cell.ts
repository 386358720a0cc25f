function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    let s = 0;
    out[p] = (s = u[p]) + s;
  }
}
