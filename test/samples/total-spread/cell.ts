function total(u: Grid, out: Grid) {
  let sum = 0;
  for (const p of u.points()) sum += u[p];
  for (const p of out.points()) out[p] = sum;
}
