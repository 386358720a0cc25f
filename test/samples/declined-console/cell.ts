function f(u: Grid, out: Grid) {
  for (const p of out.interior()) {
    console.log(u[p]);
  }
}
