function hash(u: Grid, out: Grid) {
  for (const p of out.points()) {
    let h = (u[p] * 1e10) | 0;
    h ^= h << 13;
    h ^= h >>> 17;
    h ^= h << 5;
    out[p] = (h & 0xff) + (~h >> 3) - (h >>> 0) % 7;
  }
}
