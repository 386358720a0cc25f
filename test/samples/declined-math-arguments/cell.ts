function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    out[p] = Math.atan2(u[p]);
  }
}
