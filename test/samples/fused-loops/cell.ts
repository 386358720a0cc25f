function slopes(u: Grid, across: Grid, down: Grid, steep: Grid, limit: number) {
  for (const p of across.interior()) {
    const slope = (u.at(p, 0, 1) - u.at(p, 0, -1)) / 2;
    across[p] = slope;
  }
  for (const p of down.interior()) {
    const slope = (u.at(p, 1, 0) - u.at(p, -1, 0)) / 2;
    down[p] = slope;
  }
  for (const p of steep.interior()) {
    const slope = Math.hypot(across[p], down[p]);
    steep[p] = slope > limit ? 1 : 0;
  }
}
