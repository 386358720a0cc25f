function f(u: Grid, out: Grid) {
  for (const p of out.interior()) out[p] = g15(u[p]);
}
const g0 = (x: number) => x + 1;
const g1 = (x: number) => g0(x) * g0(-x);
const g2 = (x: number) => g1(x) * g1(-x);
const g3 = (x: number) => g2(x) * g2(-x);
const g4 = (x: number) => g3(x) * g3(-x);
const g5 = (x: number) => g4(x) * g4(-x);
const g6 = (x: number) => g5(x) * g5(-x);
const g7 = (x: number) => g6(x) * g6(-x);
const g8 = (x: number) => g7(x) * g7(-x);
const g9 = (x: number) => g8(x) * g8(-x);
const g10 = (x: number) => g9(x) * g9(-x);
const g11 = (x: number) => g10(x) * g10(-x);
const g12 = (x: number) => g11(x) * g11(-x);
const g13 = (x: number) => g12(x) * g12(-x);
const g14 = (x: number) => g13(x) * g13(-x);
const g15 = (x: number) => g14(x) * g14(-x);
