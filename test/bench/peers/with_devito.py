"""Devito: an operator over the inner points, its halo the border; the time is that of its own kernel."""

import numpy as np
from devito import Eq, Function, Grid, Operator, TimeFunction
from symbolic import cases


class Contender:
    configuration = "openmp, advanced, autotuned"

    def __init__(self, case):
        if case.name not in cases:
            raise NotImplementedError("not written for Devito: reads tables at computed indices")
        self.case = case
        border = case.border
        grid = Grid(shape=tuple(n - 2 * border for n in case.shape), dtype=case.dtype.type)
        axes = grid.dimensions
        # its default block of halo is as wide as the space order
        make = {"grid": grid, "space_order": 2 * border}
        displaced = lambda f, *first: lambda *by: f[(*first, *(axis + d for axis, d in zip(axes, by)))]  # noqa: E731
        if case.steps:
            f = TimeFunction(name="f", time_order=1, **make)
            time = grid.stepping_dim
            here = (time + 1, *axes)
            equations = [Eq(f[here], cases[case.name](displaced(f, time))[0])]
            self.functions = [f]
        else:
            named = lambda letter, grids: [Function(name=f"{letter}{i}", **make) for i in range(len(grids))]  # noqa: E731
            self.functions = [*named("u", case.inputs), *named("w", case.outputs)]
            read, written = self.functions[: len(case.inputs)], self.functions[len(case.inputs) :]
            values = cases[case.name](*map(displaced, read), *case.scalars.values())
            equations = [Eq(f[axes], value) for f, value in zip(written, values)]
        self.operator = Operator(equations, opt="advanced", openmp=True, language="openmp")
        self.set()
        self.apply(autotune="aggressive")

    def set(self):
        """Start values, with the halo's; Devito keeps halos of at least the space order, of which the inner part counts."""
        for f, grid in zip(self.functions, [*self.case.inputs, *self.case.outputs]):
            if self.case.steps:
                for level in range(2):
                    self.inner(f.data_with_halo[level])[...] = grid
            else:
                self.inner(f.data_with_halo)[...] = grid

    def inner(self, data):
        extra = [(have - want) // 2 for have, want in zip(data.shape, self.case.shape)]
        return data[tuple(slice(e, e + n) for e, n in zip(extra, self.case.shape))]

    def apply(self, **options):
        given = {"time_m": 0, "time_M": self.case.steps - 1} if self.case.steps else {}
        summary = self.operator.apply(**given, **options)
        return sum(entry.time for entry in summary.values())

    def grids(self):
        return [np.asarray(f._data_allocated) for f in self.functions]

    def run(self, count):
        return sum(self.apply() for _ in range(count))

    def result(self):
        self.case.reset()
        self.set()
        self.apply()
        if self.case.steps:
            return [np.ascontiguousarray(self.inner(self.functions[0].data_with_halo[self.case.steps % 2]))]
        outputs = self.functions[len(self.case.inputs) :]
        return [np.ascontiguousarray(self.inner(f.data_with_halo)) for f in outputs]


prepare = Contender
