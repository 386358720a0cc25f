const radius = 3;
function blur(u: Grid, out: Grid, w: Float64Array) {
  for (const p of out.points()) {
    let sum = 0;
    for (let k = 0; k < w.length; k += 1) sum += w[k] * u.at(p, k - radius);
    out[p] = sum;
  }
}
