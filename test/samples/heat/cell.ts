// alpha is set in an earlier cell
function heat(u: Grid, out: Grid, dt: number) {
  const c = alpha * dt;
  for (const p of out.interior())
    out[p] = u[p] + c * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1) - 4 * u[p]);
}
