function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    const flag = u[p] > 0;
    out[p] = flag === 1 ? 1 : 0;
  }
}
