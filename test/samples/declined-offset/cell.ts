function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    out[p] = u.at(p, u[p] > 0 ? 1 : -1, 0);
  }
}
