function life(now: Grid, next: Grid) {
  for (const p of next.points()) {
    let alive = 0;
    for (const q of now.neighbors(p, 2)) alive += now[q];
    next[p] = alive === 3 || (alive === 2 && now[p] === 1) ? 1 : 0;
  }
}
