function divergence(x: Grid, y: Grid, z: Grid, out: Grid) {
  for (const p of out.interior())
    out[p] = 0.5 * (x.at(p, 1, 0, 0) - x.at(p, -1, 0, 0) + y.at(p, 0, 1, 0) - y.at(p, 0, -1, 0)
           + z.at(p, 0, 0, 1) - z.at(p, 0, 0, -1));
}
