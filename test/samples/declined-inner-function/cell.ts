function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    const g = (x: number) => x * 2;
    out[p] = g(u[p]);
  }
}
