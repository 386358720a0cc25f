function f(u: Grid, out: Grid, n: number) {
  for (const p of out.points()) for (let k = 0; k < n; k++) out[p] += u.at(p, k % 2);
}
