// größe → 𝟚
function f(u: Grid, out: Grid) {
  const größe = 2; /* 🐍 */ for (const p of out.points()) out[p] = größe * u[p] + prompt("ü");
}
