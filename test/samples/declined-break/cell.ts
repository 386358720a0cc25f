function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    for (let i = 0; i < 3; i++) { if (u[p] > i) break; }
  }
}
