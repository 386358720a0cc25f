// laplacian: plain loops over linear indices
"use strict";
const n0 = extents[0];
const n1 = extents[1];
const n2 = extents[2];
const s0 = n1 * n2;
const s1 = n2;

const least = (a, b) => (a < b ? a : b);
const most = (a, b) => (a > b ? a : b);
const from_start = (offset, n) => least(offset, n);
const from_end = (offset, n) => most(n - offset, 0);
// The first of from, from + step, ... that is not below low.
const taipan_raise = (from, low, step) => (from >= low ? from : from + Math.ceil((low - from) / step) * step);

// for (const p of out.interior())
// Sweep 0: d ... e is the domain, a ... b the core, whose reads all stay inside, z the first point beyond.
function sweep_0(u, out) {
  const d0 = from_start(1, n0), e0 = from_end(1, n0), a0 = d0, b0 = most(e0, d0), z0 = e0;
  const d1 = from_start(1, n1), e1 = from_end(1, n1), a1 = d1, b1 = most(e1, d1), z1 = e1;
  const d2 = from_start(1, n2), e2 = from_end(1, n2), a2 = d2, b2 = most(e2, d2), z2 = e2;
  for (let i0 = d0; i0 < e0; i0 += 1) {
    for (let i1 = d1; i1 < e1; i1 += 1) {
      const p = i0 * s0 + i1 * s1;
      for (let q = p + a2, last = p + b2; q < last; q += 1) {
        // out[p] = u.at(p, 1, 0, 0) + u.at(p, -1, 0, 0) + u.at(p, 0, 1, 0)
        out[q] = u[q + s0] + u[q - s0] + u[q + s1] + u[q - s1] + u[q + 1] + u[q - 1] - 6 * u[q];
      }
    }
  }
}

return function laplacian(u, out) {
  sweep_0(u, out);
};
