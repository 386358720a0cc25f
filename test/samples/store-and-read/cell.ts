function accumulate(u: Grid, out: Grid) {
  for (const p of out.points()) {
    out[p] = u[p] / 3;
    if (out[p] > 0.1) out[p] = out[p] * 3 - u[p];
    const kept = out[p];
    out[p] += 1e-9;
    out[p] = out[p] - kept + (u[p] > 0 ? out[p] / 7 : kept);
  }
}
