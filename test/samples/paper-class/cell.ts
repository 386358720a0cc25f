class Laplacian extends StencilKernel {
  kernel(inGrid: Grid, outGrid: Grid) {
    for (const x of inGrid.interiorPoints()) {
      for (const y of inGrid.neighbors(x, 1)) outGrid[x] = outGrid[x] + inGrid[y];
      outGrid[x] -= 4 * inGrid[x];
    }
  }
}
