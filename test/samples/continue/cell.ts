function masked(u: Grid, mask: Grid, out: Grid) {
  for (const p of out.interior()) {
    if (mask[p] === 0) continue;
    let s = 0;
    for (const q of u.neighbors(p)) {
      if (!(mask[q] > 0)) continue;
      s += u[q];
    }
    for (let k = 0; k < 4; k++) {
      if (k === 2) { s *= 0.5; continue; }
      s += k * u[p];
    }
    out[p] = s;
  }
}
