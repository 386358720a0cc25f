function laplacian(u: Grid, out: Grid) {
  for (const p of out.interior())
    out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
           + u.at(p, 0, -1, 0) + u.at(p, 0, 0, 1) + u.at(p, 0, 0, -1) - 6 * u[p];
}
