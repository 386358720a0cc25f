class K extends StencilKernel {
  kernel(u: Grid, out: Grid) {
    out.set(u);
  }
}
