function dot(u: Grid, v: Grid) {
  let s = 0;
  for (const p of u.points()) s += u[p] * v[p];
  return s;
}
