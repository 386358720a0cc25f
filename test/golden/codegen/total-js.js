// norm: plain loops over linear indices
"use strict";
const n0 = extents[0];
const n1 = extents[1];
const s0 = n1;

const least = (a, b) => (a < b ? a : b);
const most = (a, b) => (a > b ? a : b);
const from_start = (offset, n) => least(offset, n);
const from_end = (offset, n) => most(n - offset, 0);
// The first of from, from + step, ... that is not below low.
const taipan_raise = (from, low, step) => (from >= low ? from : from + Math.ceil((low - from) / step) * step);

let total_square;
let total_largest;

// for (const p of r.interior()) {
// Sweep 0: d ... e is the domain, a ... b the core, whose reads all stay inside, z the first point beyond.
function sweep_0(u, f, r, returned) {
  const d0 = from_start(1, n0), e0 = from_end(1, n0), a0 = d0, b0 = most(e0, d0), z0 = e0;
  const d1 = from_start(1, n1), e1 = from_end(1, n1), a1 = d1, b1 = most(e1, d1), z1 = e1;
  for (let i0 = d0; i0 < e0; i0 += 1) {
    const p = i0 * s0;
    let square = total_square;
    let largest = total_largest;
    for (let q = p + a1, last = p + b1; q < last; q += 1) {
      // r[p] = f[p] - u.at(p, 1, 0) - u.at(p, -1, 0) + 2 * u[p];
      r[q] = f[q] - u[q + s0] - u[q - s0] + 2 * u[q];
      // square += r[p] * r[p];
      square = square + r[q] * r[q];
      // largest = Math.max(largest, r[p]);
      largest = Math.max(largest, r[q]);
    }
    total_square = square;
    total_largest = largest;
  }
}

return function norm(u, f, r, returned) {
  {
    total_square = 0;
  }
  {
    total_largest = 0;
  }
  sweep_0(u, f, r, returned);
  const square = total_square;
  const largest = total_largest;
  returned[0] = Math.sqrt(square);
  returned[1] = largest;
};
