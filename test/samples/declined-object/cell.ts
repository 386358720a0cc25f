function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    const pair = { x: u[p] };
    out[p] = pair.x;
  }
}
