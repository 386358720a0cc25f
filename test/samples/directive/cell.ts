function average(u: Grid, out: Grid) {
  "use stencil";
  for (const p of out.interior()) out[p] = (u.at(p, -1) + u.at(p, 1)) * 0.5;
  return;
}
