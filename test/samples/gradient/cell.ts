function gradient(u: Grid, x: Grid, y: Grid, z: Grid) {
  for (const p of u.interior()) {
    x[p] = (u.at(p, 1, 0, 0) - u.at(p, -1, 0, 0)) / 2;
    y[p] = (u.at(p, 0, 1, 0) - u.at(p, 0, -1, 0)) / 2;
    z[p] = (u.at(p, 0, 0, 1) - u.at(p, 0, 0, -1)) / 2;
  }
}
