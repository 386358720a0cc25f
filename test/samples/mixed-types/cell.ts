function classify(image: Grid, level: Grid, count: Grid) {
  for (const p of image.interior()) {
    let above = 0;
    for (const q of image.neighbors(p, 1)) if (image[q] > level[p]) above++;
    count[p] = above - 128;
  }
}
