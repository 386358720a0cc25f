function first(u: Grid, p: number) {
  for (const q of u.neighbors(p)) if (u[q] > 0) return u[q];
  return 0;
}
function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    out[p] = first(u, p);
  }
}
