function blur(u: Grid, out: Grid, r: number) {
  for (const p of out.points()) {
    let sum = 0;
    for (let i = -r; i <= r; i++) for (let j = -r; j <= r; j++) sum += u.at(p, i, j);
    out[p] = sum / (2 * r + 1) ** 2;
  }
}
