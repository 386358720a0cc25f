function g(x: number) {
  if (x > 0) return 1;
}
function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    out[p] = g(u[p]);
  }
}
