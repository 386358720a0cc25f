function sobel(image: Grid, edges: Grid) {
  for (const p of edges.points()) {
    const gx = image.at(p, -1, 1) + 2 * image.at(p, 0, 1) + image.at(p, 1, 1)
             - image.at(p, -1, -1) - 2 * image.at(p, 0, -1) - image.at(p, 1, -1);
    const gy = image.at(p, 1, -1) + 2 * image.at(p, 1, 0) + image.at(p, 1, 1)
             - image.at(p, -1, -1) - 2 * image.at(p, -1, 0) - image.at(p, -1, 1);
    edges[p] = Math.hypot(gx, gy);
  }
}
