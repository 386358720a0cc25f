function shadows(u: Grid, out: Grid) {
  const x = 2;
  for (const p of out.points()) {
    let y = x * u[p];
    { const x = 3; y += x; { const x = y; y += x; } }
    if (y > 4) { let y = 1; y += 2; out[p] = y; } else { const x = 5; out[p] = x + y; }
    out[p] += x;
  }
}
