function f(u: Grid, out: Grid) {
  for (const p of out.interior())
    for (const q of u.neighbors(p, 1)) out[p] += u[q];
}
