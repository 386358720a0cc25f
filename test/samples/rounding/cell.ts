function rounding(u: Grid, out: Grid) {
  for (const p of out.points())
    out[p] = Math.round(u[p] * 4) + Math.min(u[p], -0) * 8 + Math.max(u[p], -0) + (u[p] % 0.75) + Math.sign(-u[p]) + Math.trunc(u[p] * 3);
}
