function loops(u: Grid, out: Grid, n: number) {
  for (const p of out.interior(2)) {
    let s = 0;
    for (let k = 2; k >= -2; k--) s = s / 2 + u.at(p, k);
    for (let k = -2; k !== 2; k += 2) s += k * u.at(p, k);
    for (let k = 0; n > k; k += 1) { const t = k * s; s += t * 0.1; }
    for (let k = 5; k < 5; k++) s = 0;
    for (let k = 100; k > 0; k -= 33) s += k;
    out[p] = s;
  }
}
