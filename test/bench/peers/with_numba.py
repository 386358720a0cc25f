"""Numba: the loops that a user would write, outermost in parallel."""

import time

from numba import njit, prange

compiled = njit(parallel=True, fastmath=True)


@compiled
def laplacian(u, out):
    for z in prange(1, u.shape[0] - 1):
        for y in range(1, u.shape[1] - 1):
            for x in range(1, u.shape[2] - 1):
                out[z, y, x] = (
                    u[z + 1, y, x] + u[z - 1, y, x] + u[z, y + 1, x] + u[z, y - 1, x]
                    + u[z, y, x + 1] + u[z, y, x - 1] - 6 * u[z, y, x]
                )  # fmt: skip


@compiled
def five_point(u, out):
    for y in prange(1, u.shape[0] - 1):
        for x in range(1, u.shape[1] - 1):
            out[y, x] = 0.6 * u[y, x] + 0.1 * (u[y, x - 1] + u[y, x + 1] + u[y - 1, x] + u[y + 1, x])


@compiled
def nine_point(u, out):
    for y in prange(1, u.shape[0] - 1):
        for x in range(1, u.shape[1] - 1):
            sides = u[y, x - 1] + u[y, x + 1] + u[y - 1, x] + u[y + 1, x]
            corners = u[y - 1, x - 1] + u[y - 1, x + 1] + u[y + 1, x - 1] + u[y + 1, x + 1]
            out[y, x] = 0.4 * u[y, x] + 0.1 * sides + 0.05 * corners


@compiled
def box(u, out):
    for z in prange(1, u.shape[0] - 1):
        for y in range(1, u.shape[1] - 1):
            for x in range(1, u.shape[2] - 1):
                faces = (
                    u[z - 1, y, x] + u[z + 1, y, x] + u[z, y - 1, x] + u[z, y + 1, x] + u[z, y, x - 1] + u[z, y, x + 1]
                )
                edges = (
                    u[z - 1, y - 1, x] + u[z - 1, y + 1, x] + u[z + 1, y - 1, x] + u[z + 1, y + 1, x]
                    + u[z - 1, y, x - 1] + u[z - 1, y, x + 1] + u[z + 1, y, x - 1] + u[z + 1, y, x + 1]
                    + u[z, y - 1, x - 1] + u[z, y - 1, x + 1] + u[z, y + 1, x - 1] + u[z, y + 1, x + 1]
                )  # fmt: skip
                corners = (
                    u[z - 1, y - 1, x - 1] + u[z - 1, y - 1, x + 1] + u[z - 1, y + 1, x - 1] + u[z - 1, y + 1, x + 1]
                    + u[z + 1, y - 1, x - 1] + u[z + 1, y - 1, x + 1] + u[z + 1, y + 1, x - 1] + u[z + 1, y + 1, x + 1]
                )  # fmt: skip
                out[z, y, x] = 0.3 * u[z, y, x] + 0.05 * faces + 0.02 * edges + 0.01 * corners


@compiled
def star(u, out):
    for z in prange(4, u.shape[0] - 4):
        for y in range(4, u.shape[1] - 4):
            for x in range(4, u.shape[2] - 4):
                total = 0.4 * u[z, y, x]
                for d in range(1, 5):
                    total += 0.1 / d * (
                        u[z, y, x - d] + u[z, y, x + d] + u[z, y - d, x] + u[z, y + d, x] + u[z - d, y, x] + u[z + d, y, x]
                    )  # fmt: skip
                out[z, y, x] = total


@compiled
def divergence(a, b, c, out):
    for z in prange(1, a.shape[0] - 1):
        for y in range(1, a.shape[1] - 1):
            for x in range(1, a.shape[2] - 1):
                out[z, y, x] = 0.5 * (
                    a[z + 1, y, x] - a[z - 1, y, x] + (b[z, y + 1, x] - b[z, y - 1, x]) + (c[z, y, x + 1] - c[z, y, x - 1])
                )  # fmt: skip


@compiled
def gradient(u, a, b, c):
    for z in prange(1, u.shape[0] - 1):
        for y in range(1, u.shape[1] - 1):
            for x in range(1, u.shape[2] - 1):
                a[z, y, x] = 0.5 * (u[z + 1, y, x] - u[z - 1, y, x])
                b[z, y, x] = 0.5 * (u[z, y + 1, x] - u[z, y - 1, x])
                c[z, y, x] = 0.5 * (u[z, y, x + 1] - u[z, y, x - 1])


@compiled
def bilateral(u, out, near, alike):
    for y in prange(3, u.shape[0] - 3):
        for x in range(3, u.shape[1] - 3):
            total = 0.0
            weights = 0.0
            for i in range(-3, 4):
                for j in range(-3, 4):
                    value = u[y + i, x + j]
                    weight = near[(i + 3) * 7 + j + 3] * alike[int(abs(value - u[y, x]) * 255 + 0.5)]
                    total += weight * value
                    weights += weight
            out[y, x] = total / weights


@compiled
def gray_scott(u, v, next_u, next_v, feed, kill):
    for y in prange(1, u.shape[0] - 1):
        for x in range(1, u.shape[1] - 1):
            around_u = u[y - 1, x] + u[y + 1, x] + u[y, x - 1] + u[y, x + 1] - 4 * u[y, x]
            around_v = v[y - 1, x] + v[y + 1, x] + v[y, x - 1] + v[y, x + 1] - 4 * v[y, x]
            reaction = u[y, x] * v[y, x] * v[y, x]
            next_u[y, x] = u[y, x] + 0.16 * around_u - reaction + feed * (1 - u[y, x])
            next_v[y, x] = v[y, x] + 0.08 * around_v + reaction - (feed + kill) * v[y, x]


@compiled
def d2q9(f0, f1, f2, f3, f4, f5, f6, f7, f8, g0, g1, g2, g3, g4, g5, g6, g7, g8, omega):
    for y in prange(1, f0.shape[0] - 1):
        for x in range(1, f0.shape[1] - 1):
            a0, a1, a2, a3, a4 = f0[y, x], f1[y, x - 1], f2[y + 1, x], f3[y, x + 1], f4[y - 1, x]
            a5, a6, a7, a8 = f5[y + 1, x - 1], f6[y + 1, x + 1], f7[y - 1, x + 1], f8[y - 1, x - 1]
            density = a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8
            right = (a1 - a3 + a5 - a6 - a7 + a8) / density
            up = (a2 - a4 + a5 + a6 - a7 - a8) / density
            rest = 1 - 1.5 * (right * right + up * up)
            d5, d6, d7, d8 = right + up, up - right, -right - up, right - up
            side, corner = density / 9, density / 36
            g0[y, x] = a0 + omega * (4 / 9 * density * rest - a0)
            g1[y, x] = a1 + omega * (side * (rest + right * (3 + 4.5 * right)) - a1)
            g2[y, x] = a2 + omega * (side * (rest + up * (3 + 4.5 * up)) - a2)
            g3[y, x] = a3 + omega * (side * (rest - right * (3 - 4.5 * right)) - a3)
            g4[y, x] = a4 + omega * (side * (rest - up * (3 - 4.5 * up)) - a4)
            g5[y, x] = a5 + omega * (corner * (rest + d5 * (3 + 4.5 * d5)) - a5)
            g6[y, x] = a6 + omega * (corner * (rest + d6 * (3 + 4.5 * d6)) - a6)
            g7[y, x] = a7 + omega * (corner * (rest + d7 * (3 + 4.5 * d7)) - a7)
            g8[y, x] = a8 + omega * (corner * (rest + d8 * (3 + 4.5 * d8)) - a8)


@compiled
def heat(u, out):
    for z in prange(1, u.shape[0] - 1):
        for y in range(1, u.shape[1] - 1):
            for x in range(1, u.shape[2] - 1):
                out[z, y, x] = (
                    0.4 * u[z, y, x]
                    + 0.1 * (u[z, y, x - 1] + u[z, y, x + 1] + u[z, y - 1, x] + u[z, y + 1, x])
                    + 0.1 * (u[z - 1, y, x] + u[z + 1, y, x])
                )


kernels = {
    "laplacian": laplacian,
    "laplacian-f32": laplacian,
    "laplacian-512": laplacian,
    "5-point": five_point,
    "9-point": nine_point,
    "27-point": box,
    "star": star,
    "divergence": divergence,
    "gradient": gradient,
    "bilateral": bilateral,
    "gray-scott": gray_scott,
    "d2q9": d2q9,
    "heat3d": heat,
    "heat2d": five_point,
}


class Contender:
    configuration = "prange, fastmath"

    def __init__(self, case):
        self.case = case
        self.kernel = kernels[case.name]
        self.run(1)

    def grids(self):
        return self.case.inputs + self.case.outputs

    def run(self, count):
        case = self.case
        more = [*case.tables.values(), *case.scalars.values()]
        start = time.perf_counter()
        for _ in range(count):
            inputs, outputs = case.inputs, case.outputs
            for _ in range(case.steps or 1):
                self.kernel(*inputs, *outputs, *more)
                if case.steps:
                    inputs, outputs = outputs, inputs
        return time.perf_counter() - start

    def result(self):
        self.case.reset()
        self.run(1)
        return self.case.results()


prepare = Contender
