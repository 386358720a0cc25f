function f(u: Grid) {
  let last = 0;
  for (const p of u.points()) last = u[p];
  return last;
}
