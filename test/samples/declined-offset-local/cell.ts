function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    let k = 0;
    if (u[p] > 0) k = 1;
    out[p] = u.at(p, k, 0);
  }
}
