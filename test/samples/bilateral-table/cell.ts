function f(u: Grid, out: Grid, weights: NdArray) {
  for (const p of out.interior()) {
    let sum = 0;
    let total = 0;
    for (const q of u.neighbors(p, 2)) {
      const w = weights[Math.round(Math.abs(u[q] - u[p]) * 4) - 1];
      const kept = w >= 0 ? w : 0;
      sum += kept * u[q];
      total += kept;
    }
    out[p] = total > 0 ? sum / total : u[p] + weights[99] + weights[0.5];
  }
}
