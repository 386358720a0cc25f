function blur(u: NdArray, out: NdArray) {
  const m = u.shape[1];
  for (let i = 1; i < u.shape[0] - 1; i++)
    for (let j = 0; j < m; j++) out[i * m + j] = 0.5 * (u[(i - 1) * m + j] + u[(i + 1) * m + j]);
}
