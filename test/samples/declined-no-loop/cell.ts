class K extends StencilKernel {
  kernel(u: Grid, out: Grid) {
    const nothing = 0;
  }
}
