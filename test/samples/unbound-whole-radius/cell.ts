function f(u: Grid, out: Grid, r: number) {
  for (const p of out.interior(r)) out[p] = u[p];
}
