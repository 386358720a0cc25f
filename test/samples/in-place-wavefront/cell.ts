function sor(u: Grid, f: Grid, omega: number) {
  for (const p of u.points())
    u[p] = (1 - omega) * u[p] + omega * 0.25 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1) - f[p]);
}
