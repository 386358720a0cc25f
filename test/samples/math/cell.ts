function everything(u: Grid, out: Grid) {
  for (const p of out.points()) {
    const x = u[p];
    let s = Math.abs(x) + Math.acos(x) + Math.acosh(x) + Math.asin(x) + Math.asinh(x) + Math.atan(x);
    out[p] = s;
    s = Math.atan2(x, 0.5) + Math.atanh(x) + Math.cbrt(x) + Math.ceil(x) + Math.cos(x) + Math.cosh(x);
    out[p] += s * Math.PI;
    s = Math.exp(x) - Math.expm1(x) + Math.floor(x) + Math.fround(x) + Math.hypot(x, 2, 3) - Math.log(x);
    out[p] -= s / Math.E;
    s = Math.log10(x) + Math.log1p(x) + Math.log2(x) + Math.max(x, 1, -x) + Math.min(x, 0) + Math.pow(x, 3);
    out[p] *= 1 + (Number.isNaN(s) ? 1 : s);
    s = Math.round(x) + Math.sign(x) + Math.sin(x) + Math.sinh(x) + Math.sqrt(x) + Math.tan(x) + Math.tanh(x) + Math.trunc(x);
    out[p] = isFinite(out[p]) ? out[p] + s : Number.EPSILON;
    out[p] += Math.max() + Math.min(x) + Math.hypot();
  }
}
