function relax(u: Grid) {
  for (const p of u.interior()) u[p] = 0.25 * (u.at(p, 1, 0) + u.at(p, -1, 0) + u.at(p, 0, 1) + u.at(p, 0, -1));
}
