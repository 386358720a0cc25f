function domains(u: Grid, out: Grid, label: NdArray) {
  for (const p of out.interior()) {
    const own = label[Math.floor(u[p])];
    out[p] = +own !== +label[Math.floor(u.at(p, 0, 1))] ? 1 : Number.isNaN(Number(own)) ? 2 : own === u[p] ? 3 : 0;
  }
}
