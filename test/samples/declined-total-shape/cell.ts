function f(u: Grid, out: Grid) {
  let sum = 0;
  for (const p of u.points()) sum += u[p];
  const mean = sum / u.shape[0];
  for (const p of out.points()) out[p] = u[p] - mean;
}
