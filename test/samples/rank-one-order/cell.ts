function scan(u: Grid) {
  for (const p of u.points()) u[p] += u.at(p, -1);
}
