function relax(u: Grid, f: Grid, out: Grid) {
  for (const p of out.points())
    out[p] = 0.25 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1) - f[p]);
}
