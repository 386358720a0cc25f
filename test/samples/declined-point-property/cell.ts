function f(u: Grid, out: Grid) {
  for (const point of out.interior()) out[point] = u[point] * point.x;
}
