function f(u: Grid, out: Grid) {
  let s = 0;
  for (const p of u.points()) {
    s += u[p];
    out[p] = s;
  }
}
