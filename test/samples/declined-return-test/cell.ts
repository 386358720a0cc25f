function f(u: Grid) {
  let s = 0;
  for (const p of u.points()) s += u[p];
  return s > 0;
}
