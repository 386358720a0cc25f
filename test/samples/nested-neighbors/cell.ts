function biharmonic(u: Grid, out: Grid) {
  for (const p of out.interior(2)) {
    let s = 0;
    for (const q of u.neighbors(p, 1)) for (const r of u.neighbors(q, 1)) s += u[r] - u[q];
    out[p] = s;
  }
}
