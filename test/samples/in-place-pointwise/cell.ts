function f(u: Grid, v: Grid) {
  for (const p of u.points()) {
    u[p] = 0.5 * u[p] + v[p];
    v[p] -= u[p];
  }
}
