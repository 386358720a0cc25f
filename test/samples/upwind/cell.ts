function advect(q: Grid, v: Grid, out: Grid, dt: number) {
  for (const p of out.interior()) {
    let flux: number;
    if (v[p] > 0) flux = v[p] * (q[p] - q.at(p, -1, 0));
    else flux = v[p] * (q.at(p, 1, 0) - q[p]);
    out[p] = q[p] - dt * flux;
  }
}
