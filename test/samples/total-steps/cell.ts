function steps(u: Grid) {
  let s = 1;
  for (const p of u.points({ step: [2, 3] })) for (let k = -1; k <= 1; k++) s = s + u.at(p, 0, k) - 0.5;
  for (const p of u.interior(2)) s -= u[p];
  const half = s / 2;
  return half > 0 ? half : -half;
}
