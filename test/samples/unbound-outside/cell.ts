function f(u: Grid, out: Grid) {
  for (const p of out.interior(1)) out[p] = u.at(p, 0, 2) - u.at(p, 1, 0);
}
