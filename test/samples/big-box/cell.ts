function box(u: Grid, out: Grid, w: NdArray) {
  for (const p of out.interior(2)) {
    let s = 0;
    for (let i = -2; i <= 2; i++)
      for (let j = -2; j <= 2; j++)
        for (let k = -2; k <= 2; k++) s += w[(i + 2) * 25 + (j + 2) * 5 + k + 2] * u.at(p, i, j, k);
    out[p] = s;
  }
}
