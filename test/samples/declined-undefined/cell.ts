function domains(u: Grid, out: Grid, label: NdArray) {
  for (const p of out.interior()) {
    const own = label[Math.floor(u[p])];
    let other = 0;
    if (u[p] > 0) other = label[Math.floor(u.at(p, 0, 1))];
    out[p] = own !== other ? 1 : 0;
  }
}
