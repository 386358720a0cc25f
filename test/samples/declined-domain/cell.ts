function f(u: Grid, out: Grid, box: object) {
  for (const p of out.points(box)) out[p] = u[p];
}
