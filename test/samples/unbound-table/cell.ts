function f(u: Grid, out: Grid, w: Grid) {
  for (const p of out.interior()) out[p] = u[p] * w[1];
}
