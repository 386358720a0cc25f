function f(u: Grid, v: Grid, out: Grid) {
  for (const p of out.points()) for (const q of u.neighbors(p, 1)) out[p] += v[q];
}
