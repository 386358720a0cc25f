function relax(u: Grid, f: Grid) {
  const n = u.shape[0] - 1;
  const m = u.shape[1] - 1;
  for (const p of u.points({ from: [1, 1], to: [n, m], step: [2, 2] })) u[p] = average(u, f, p);
  for (const p of u.points({ from: [2, 2], to: [n, m], step: [2, 2] })) u[p] = average(u, f, p);
  for (const p of u.points({ from: [1, 2], to: [n, m], step: [2, 2] })) u[p] = average(u, f, p);
  for (const p of u.points({ from: [2, 1], to: [n, m], step: [2, 2] })) u[p] = average(u, f, p);
}
const average = (u: Grid, f: Grid, p: number) =>
  0.25 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1) - f[p]);
