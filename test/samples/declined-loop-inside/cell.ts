function f(u: Grid, out: Grid) {
  for (let step = 0; step < 10; step++) {
    for (const p of out.interior()) out[p] = u[p];
  }
}
