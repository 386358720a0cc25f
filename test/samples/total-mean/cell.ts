function mean(u: Grid, out: Grid) {
  let sum = u.shape[0] - u.shape[0];
  for (const p of u.points()) sum += u[p];
  const points = u.shape[0] * u.shape[1];
  for (const p of out.points()) out[p] = u[p] - sum;
  return [sum / points, points];
}
