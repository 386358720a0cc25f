function filter(u: Float64Array, out: Float64Array, w: Float64Array) {
  for (let i = 1; i < u.length - 1; i++) {
    let s = 0;
    for (let k = 0; k < 3; k++) s += w[k] * u[i + k - 1];
    out[i] = s > 0 ? s : w[Math.floor(u[i])];
  }
}
