function f(u: Grid) {
  for (const p of u.points({ step: [2] })) u[p] = u.at(p, 1);
}
