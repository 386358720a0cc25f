function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    const s = 1;
    s += u[p];
    out[p] = s;
  }
}
