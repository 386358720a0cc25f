function spread(u: Grid, v: Grid) {
  let least = Infinity;
  let most = -Infinity;
  let sum = 0;
  for (const p of u.points()) least = Math.min(least, u[p]);
  for (const p of u.points()) least = Math.min(least, v[p]);
  for (const p of u.points()) most = Math.max(most, u[p] - v[p]);
  for (const p of u.points()) sum += u[p];
  for (const p of u.points()) sum += v[p];
  return [least, most, sum];
}
