function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    for (const q of u.interior()) out[p] += u[q];
  }
}
