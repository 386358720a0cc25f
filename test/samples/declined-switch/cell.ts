function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    switch (u[p]) { case 0: out[p] = 1; }
  }
}
