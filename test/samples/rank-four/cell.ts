function f(u: Grid, out: Grid) {
  for (const p of out.points())
    out[p] = u.at(p, 1, 0, 0, 0) + u.at(p, 0, -1, 0, 0) + u.at(p, 0, 0, 1, 0) - u.at(p, 0, 0, 0, -2) + u.at(p, 1, 1, 1, 1);
}
