function extremes(u: Grid, scale: number) {
  let low = Infinity, high = -Infinity, product = scale;
  let count = 0;
  for (const p of u.points()) {
    low = Math.min(low, u[p], u.at(p, 1));
    high = Math.max(u[p] - u.at(p, -1), high);
    if (u[p] > 0.5) count++;
    product = product * (1 + 0.01 * u[p]);
  }
  return [low, high, count, product];
}
