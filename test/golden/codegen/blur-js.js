// blur: plain loops over linear indices
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
const inside = (i, n) => i >= 0 && i < n;
const clamp_index = (i, n) => (i < 0 ? 0 : i < n ? i : n - 1);
const wrap_index = (i, n) => (i >= 0 && i < n ? i : ((i % n) + n) % n);
function reflect_index(i, n) {
  if (i >= 0 && i < n) return i;
  const folded = ((i % (2 * n)) + 2 * n) % (2 * n);
  return folded < n ? folded : 2 * n - 1 - folded;
}

// Points from ... to - 1 of a row, where any axis may leave the grid.
function shell_points_0(image, out, weight, i0, from, to) {
  const r_reflect_0 = i0 * s0;
  const r_reflect_m1 = reflect_index(i0 - 1, n0) * s0;
  const r_reflect_p1 = reflect_index(i0 + 1, n0) * s0;
  for (let x = from; x < to; x += 1) {
    const q = i0 * s0 + x;
    const x_reflect_m1 = reflect_index(x - 1, n1);
    const x_reflect_p1 = reflect_index(x + 1, n1);
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    let row = image[r_reflect_0 + x_reflect_m1] + 2 * image[r_reflect_0 + x] + image[r_reflect_0 + x_reflect_p1];
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out[q] = weight * row + Math.max(image[r_reflect_m1 + x], image[r_reflect_p1 + x]);
  }
}

// A row that an outer axis takes out of the core: its own points stay inside along the last axis.
function shell_row_0(image, out, weight, i0, from, to) {
  const r_reflect_0 = i0 * s0;
  const r_reflect_m1 = reflect_index(i0 - 1, n0) * s0;
  const r_reflect_p1 = reflect_index(i0 + 1, n0) * s0;
  for (let x = from; x < to; x += 1) {
    const q = i0 * s0 + x;
    // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
    let row = image[r_reflect_0 + x - 1] + 2 * image[r_reflect_0 + x] + image[r_reflect_0 + x + 1];
    // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
    out[q] = weight * row + Math.max(image[r_reflect_m1 + x], image[r_reflect_p1 + x]);
  }
}

// for (const p of out.points()) {
// Sweep 0: d ... e is the domain, a ... b the core, whose reads all stay inside, z the first point beyond.
function sweep_0(image, out, weight) {
  const d0 = 0, e0 = n0, a0 = least(taipan_raise(d0, 1, 1), e0), b0 = most(least(e0, n0 - 1), a0), z0 = taipan_raise(a0, b0, 1);
  const d1 = 0, e1 = n1, a1 = least(taipan_raise(d1, 1, 1), e1), b1 = most(least(e1, n1 - 1), a1), z1 = taipan_raise(a1, b1, 1);
  for (let i0 = d0; i0 < e0; i0 += 1) {
    const p = i0 * s0;
    shell_points_0(image, out, weight, i0, d1, a1);
    if (!(i0 >= a0 && i0 < b0)) shell_row_0(image, out, weight, i0, a1, b1);
    else {
      for (let q = p + a1, last = p + b1; q < last; q += 1) {
        // row = image.at(p, 0, -1) + 2 * image[p] + image.at(p, 0, 1)
        let row = image[q - 1] + 2 * image[q] + image[q + 1];
        // out[p] = weight * row + Math.max(image.at(p, -1, 0), image.at(p, 1, 0));
        out[q] = weight * row + Math.max(image[q - s0], image[q + s0]);
      }
    }
    shell_points_0(image, out, weight, i0, z1, e1);
  }
}

return function blur(image, out, weight) {
  sweep_0(image, out, weight);
};
