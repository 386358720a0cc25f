const g = (x: number) => x;
function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    out[p] = g(u[p], 1);
  }
}
