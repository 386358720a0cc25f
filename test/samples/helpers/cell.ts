function sign(x: number): number {
  if (x > 0) return 1;
  if (x < 0) { return -1; }
  return 0;
}
const square = (x: number) => x * x;
function limited(a: number, b: number) {
  const s = sign(a) + sign(b);
  if (s === 0) return 0;
  else {
    let m = Math.min(Math.abs(a), Math.abs(b));
    if (m > 1) m = square(m) / (m + 1);
    return (s / 2) * m;
  }
}
function minmod(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    const left = u[p] - u.at(p, -1);
    const right = u.at(p, 1) - u[p];
    out[p] = u[p] + 0.5 * limited(left, right) - (left > right ? limited(right, square(left)) : 0);
  }
}
