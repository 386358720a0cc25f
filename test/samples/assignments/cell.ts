function operators(u: Grid, out: Grid) {
  for (const p of out.points()) {
    out[p] = u[p];
    out[p] += 2; out[p] -= u[p] / 3; out[p] *= 1.5; out[p] /= 7; out[p] %= 0.3; out[p] **= 2;
    let k = out[p] * 1e6;
    k <<= 2; k |= 5; k &= 0xffff; k ^= 3; k >>= 1; k >>>= 1;
    k++; --k; k--;
    out[p] += k;
    out[p]++;
  }
}
