function f(u: Grid) {
  let sum = 0;
  for (const p of u.points()) sum += u[p];
  return sum / u.shape[2];
}
