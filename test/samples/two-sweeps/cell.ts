function smooth(u: Grid, middle: Grid, out: Grid, weight: number) {
  const outer = (1 - weight) / 2;
  for (const p of middle.points()) middle[p] = weight * u[p] + outer * (u.at(p, -1, 0) + u.at(p, 1, 0));
  for (const p of out.points()) out[p] = weight * middle[p] + outer * (middle.at(p, 0, -1) + middle.at(p, 0, 1));
}
