function f(u: Grid) {
  let s = 0;
  const before = s;
  for (const p of u.points()) s += u[p];
  return s - before;
}
