"""The cases as expressions, for peers that make the loops themselves.

Each takes one function a grid that gives the value displaced by so many points along each axis, and gives the new value
of each grid that is written.
"""


def laplacian(u):
    return [u(1, 0, 0) + u(-1, 0, 0) + u(0, 1, 0) + u(0, -1, 0) + u(0, 0, 1) + u(0, 0, -1) - 6 * u(0, 0, 0)]


def five_point(u):
    return [0.6 * u(0, 0) + 0.1 * (u(0, -1) + u(0, 1) + u(-1, 0) + u(1, 0))]


def nine_point(u):
    sides = u(0, -1) + u(0, 1) + u(-1, 0) + u(1, 0)
    return [0.4 * u(0, 0) + 0.1 * sides + 0.05 * (u(-1, -1) + u(-1, 1) + u(1, -1) + u(1, 1))]


def box(u):
    weights = [0.3, 0.05, 0.02, 0.01]
    near = [(i, j, k) for i in (-1, 0, 1) for j in (-1, 0, 1) for k in (-1, 0, 1)]
    of_kind = [[u(*by) for by in near if sum(map(abs, by)) == kind] for kind in range(4)]
    return [sum(weight * sum(values[1:], values[0]) for weight, values in zip(weights, of_kind))]


def star(u):
    total = 0.4 * u(0, 0, 0)
    for d in range(1, 5):
        total += 0.1 / d * (u(0, 0, -d) + u(0, 0, d) + u(0, -d, 0) + u(0, d, 0) + u(-d, 0, 0) + u(d, 0, 0))
    return [total]


def divergence(a, b, c):
    return [0.5 * (a(1, 0, 0) - a(-1, 0, 0) + (b(0, 1, 0) - b(0, -1, 0)) + (c(0, 0, 1) - c(0, 0, -1)))]


def gradient(u):
    return [0.5 * (u(1, 0, 0) - u(-1, 0, 0)), 0.5 * (u(0, 1, 0) - u(0, -1, 0)), 0.5 * (u(0, 0, 1) - u(0, 0, -1))]


def gray_scott(u, v, feed, kill):
    around = [g(-1, 0) + g(1, 0) + g(0, -1) + g(0, 1) - 4 * g(0, 0) for g in (u, v)]
    reaction = u(0, 0) * v(0, 0) * v(0, 0)
    return [
        u(0, 0) + 0.16 * around[0] - reaction + feed * (1 - u(0, 0)),
        v(0, 0) + 0.08 * around[1] + reaction - (feed + kill) * v(0, 0),
    ]


def d2q9(*given):
    *f, omega = given
    came_from = [(0, 0), (0, -1), (1, 0), (0, 1), (-1, 0), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    a = [grid(*by) for grid, by in zip(f, came_from)]
    density = a[0] + a[1] + a[2] + a[3] + a[4] + a[5] + a[6] + a[7] + a[8]
    right = (a[1] - a[3] + a[5] - a[6] - a[7] + a[8]) / density
    up = (a[2] - a[4] + a[5] + a[6] - a[7] - a[8]) / density
    rest = 1 - 1.5 * (right * right + up * up)
    along = [right, up, -right, -up, right + up, up - right, -right - up, right - up]
    weights = [1 / 9] * 4 + [1 / 36] * 4
    moving = [w * density * (rest + d * (3 + 4.5 * d)) for w, d in zip(weights, along)]
    return [value + omega * (equal - value) for value, equal in zip(a, [4 / 9 * density * rest, *moving])]


def heat(u):
    return [
        0.4 * u(0, 0, 0)
        + 0.1 * (u(0, 0, -1) + u(0, 0, 1) + u(0, -1, 0) + u(0, 1, 0))
        + 0.1 * (u(-1, 0, 0) + u(1, 0, 0))
    ]


cases = {
    "laplacian": laplacian,
    "laplacian-f32": laplacian,
    "laplacian-512": laplacian,
    "5-point": five_point,
    "9-point": nine_point,
    "27-point": box,
    "star": star,
    "divergence": divergence,
    "gradient": gradient,
    "gray-scott": gray_scott,
    "d2q9": d2q9,
    "heat3d": heat,
    "heat2d": five_point,
}
