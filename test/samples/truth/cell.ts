function truth(u: Grid, v: Grid, out: Grid) {
  for (const p of out.points()) {
    const both = u[p] && v[p];
    const either = u[p] || v[p];
    const inside = !(u[p] > 2) && (v[p] < 0.5 || !v[p]);
    out[p] = both + 2 * either;
    if (inside && u[p]) out[p] += 10;
    if (!inside) out[p] -= +(u[p] > v[p]);
    else if (u[p] !== v[p]) out[p] = -out[p];
    out[p] += u[p] == v[p] ? 100 : 0;
  }
}
