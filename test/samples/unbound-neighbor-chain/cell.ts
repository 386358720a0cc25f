function f(u: Grid, out: Grid) {
  for (const p of out.points()) for (const q of u.neighbors(p, 1)) out[p] += u.at(q, 1, 0);
}
