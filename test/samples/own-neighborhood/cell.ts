function diagonal(u: Grid, out: Grid) {
  for (const p of out.points()) {
    let s = 0;
    for (const q of u.neighbors(p, 3)) s += u[q] + u.at(q, 0, 0);
    for (const q of u.neighbors(p, 0)) s -= u[q];
    out[p] = s;
  }
}
