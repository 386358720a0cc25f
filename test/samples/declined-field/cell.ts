class K extends StencilKernel {
  scale = 2;
  kernel(u: Grid, out: Grid) {
    for (const p of out.points()) out[p] = this.scale * u[p];
  }
}
