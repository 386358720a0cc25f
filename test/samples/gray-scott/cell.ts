function react(u: Grid, v: Grid, nextU: Grid, nextV: Grid, feed: number, kill: number) {
  for (const p of u.points()) {
    const uvv = u[p] * v[p] ** 2;
    nextU[p] = u[p] + 0.16 * laplace(u, p) - uvv + feed * (1 - u[p]);
    nextV[p] = v[p] + 0.08 * laplace(v, p) + uvv - (feed + kill) * v[p];
  }
}
function laplace(w: Grid, p: number): number {
  return w.at(p, -1, 0) + w.at(p, 1, 0) + w.at(p, 0, -1) + w.at(p, 0, 1) - 4 * w[p];
}
