function f(u: Grid, out: Grid) {
  for (const p of out.interior()) out[p] = out[p] + put(out, p, u[p]);
}
function put(out: Grid, p: number, x: number) {
  out[p] = x;
  return x;
}
