function f(u: Grid, out: Grid) {
  for (const p of out.points()) out[p] = = u[p];
}
