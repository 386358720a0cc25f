function store(u: Grid, out: Grid, p: number, scale: number) {
  if (u[p] < 0) return;
  out[p] = scale * u[p];
}
function positive(u: Grid, out: Grid) {
  for (const p of out.points()) {
    store(u, out, p, 2);
    if (out[p] > 1) store(u, out, p, 3);
  }
}
