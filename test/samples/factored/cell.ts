function smooth(u: Grid, f: Grid, out: Grid) {
  for (const p of out.interior(2))
    out[p] =
      0.5 * u[p] - 0.125 * u.at(p, 1, 0) + u.at(p, -1, 0) * 0.125 + f[p] + -0.125 * f[p] * u[p] -
      (0.0625 * u.at(p, 0, 2) - 0.0625 * u.at(p, 0, -2)) + 0 * f[p];
}
