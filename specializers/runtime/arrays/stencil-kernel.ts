// The paper's class form: `class K extends StencilKernel { kernel(inGrid: Grid, outGrid: Grid) { … } }`.

/** A base class that says "my `kernel` method is a stencil"; the compiler takes the method over. */
export abstract class StencilKernel {
  abstract kernel(...grids: unknown[]): unknown;
}
