function residual(u: Grid, f: Grid, r: Grid, h: number) {
  let square = 0;
  let largest = 0;
  for (const p of r.interior()) {
    const value = f[p] - (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1) - 4 * u[p]) / (h * h);
    r[p] = value;
    square += value * value;
    largest = Math.max(largest, Math.abs(value));
  }
  return [Math.sqrt(square) * h, largest];
}
