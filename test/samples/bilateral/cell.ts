class Bilateral extends StencilKernel {
  kernel(image: Grid, gauss: NdArray, out: Grid) {
    for (const p of out.interior()) {
      let weight = 0;
      let sum = 0;
      for (const q of image.neighbors(p, 2)) {
        const w = gauss[Math.min(Math.floor(Math.abs(image[p] - image[q])), 7)];
        weight += w;
        sum += w * image[q];
      }
      out[p] = sum / weight;
    }
  }
}
