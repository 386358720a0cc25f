function f(u: Grid, out: Grid, k: number) {
  for (const p of out.interior(2)) out[p] = u.at(p, k / 2, 0);
}
