function f(u: Grid, out: Grid, dt = 0.1) {
  for (const p of out.interior()) {
    out[p] = u[p] * dt;
  }
}
