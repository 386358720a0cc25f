function laplacian(u: Float64Array, out: Float64Array, nx: number, ny: number, nz: number) {
  for (let i = 1; i < nx - 1; i++)
    for (let j = 1; j < ny - 1; j++)
      for (let k = 1; k < nz - 1; k++) {
        const p = (i * ny + j) * nz + k;
        out[p] = u[p + 1] + u[p - 1] + u[p + nz] + u[p - nz] + u[p + ny * nz] + u[p - ny * nz] - 6 * u[p];
      }
}
