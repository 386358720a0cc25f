function weigh(u: Grid, w: NdArray, out: Grid, sigma: number) {
  for (const p of out.interior()) {
    let sum = 0;
    for (let i = 0; i < 100; i++)
      for (let j = 0; j < 100; j++)
        if (w[j] > Math.abs(u[p])) sum += w[i] * Math.exp((u[p] - u.at(p, 1)) / (2 * sigma * sigma)) * (u[p] + i);
    out[p] = sum;
  }
}
