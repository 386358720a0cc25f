class Smooth extends StencilKernel {
  weight(k: number) { return 1 / (1 + k * k); }
  tap(u: Grid, p: number, k: number) { return this.weight(k) * (u.at(p, k) + u.at(p, -k)); }
  kernel(u: Grid, out: Grid) {
    for (const p of out.points()) {
      let s = u[p];
      for (let k = 1; k <= 3; k++) s += this.tap(u, p, k);
      out[p] = s;
    }
  }
}
