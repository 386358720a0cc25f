function* f(u: Grid, out: Grid) {
  for (const p of out.interior()) yield (out[p] = u[p]);
}
