function wave(u: Grid, before: Grid, w: number[], c: number) {
  for (const p of u.interior(4)) {
    let lap = 3 * w[0] * u[p];
    for (let k = 1; k < w.length; k++)
      lap += w[k] * (u.at(p, k, 0, 0) + u.at(p, -k, 0, 0) + u.at(p, 0, k, 0) + u.at(p, 0, -k, 0) + u.at(p, 0, 0, k) + u.at(p, 0, 0, -k));
    before[p] = 2 * u[p] - before[p] + c * c * lap;
  }
}
