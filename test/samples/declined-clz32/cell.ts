function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    out[p] = Math.clz32(u[p]);
  }
}
