function f(u: Grid, out: Grid) {
  for (const p of out.interior()) clear(out, p);
  function clear(out: Grid, p: number) { out[p] = 0; }
}
