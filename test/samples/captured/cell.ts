function shifted(u: Grid, out: Grid) {
  const twice = 2 * shift;
  for (const p of out.interior(twice)) out[p] = u.at(p, -shift) * scale + u.at(p, twice, ) - limit ** -0.5;
}
