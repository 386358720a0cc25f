function f(u: Grid, out: Grid, by: number) {
  for (const p of out.points()) for (let k = 0; k < 3; k += by) out[p] += u[p];
}
