function specials(u: Grid, out: Grid) {
  for (const p of out.points())
    out[p] = u[p] === u[p] ? (1 / u[p] > 0 ? u[p] : -u[p]) + (u[p] > Infinity ? NaN : 0) - -0 : isNaN(u[p]) && !isFinite(u[p]) ? -1 : 1;
}
