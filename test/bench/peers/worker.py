"""One peer in a process of its own: answers a line of JSON on stdin with one on stdout.

prepare: makes the case's arrays and compiles; run: so many runs, and the seconds they took; flush: puts the arrays out of
the caches; result: start values, one run, and the grids that hold the result in a file.
"""

import ctypes
import importlib
import json
import os
import signal
import sys

import numpy as np


def start_values(points, seed, dtype):
    """The same numbers as `fill` of arena.ts."""
    at = np.arange(points, dtype=np.uint32)
    at += np.uint32(seed * 7919)
    at *= np.uint32(2654435761)
    at %= np.uint32(10007)
    return (0.5 + at.astype(np.float64) / 10007).astype(dtype)


class Case:
    """A case's numbers and grids, as numpy arrays."""

    def __init__(self, data):
        self.name = data["name"]
        self.shape = tuple(data["shape"])
        self.border = data["border"]
        self.steps = data.get("steps")
        self.dtype = np.dtype({"f64": np.float64, "f32": np.float32}[data["dtype"]])
        self.tables = {name: np.array(values) for name, values in data.get("tables", {}).items()}
        self.scalars = data.get("scalars", {})
        self.inputs = [np.empty(self.shape, self.dtype) for _ in data["inputs"]]
        self.outputs = [np.empty(self.shape, self.dtype) for _ in data["outputs"]]
        self.reset()

    def reset(self):
        for seed, grid in enumerate(self.inputs):
            grid.reshape(-1)[:] = start_values(grid.size, seed, self.dtype)
        for grid in self.outputs:
            grid[...] = 0 if self.steps is None else self.inputs[0]

    def results(self):
        """The grids that hold the result of one run."""
        return [self.inputs[0]] if self.steps and self.steps % 2 == 0 else self.outputs


def end_with_the_bench():
    """A worker is stopped while it is not its turn, and so would not see that the bench has gone."""
    if sys.platform == "linux":
        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main():
    end_with_the_bench()
    # what a peer prints goes to stderr: stdout is for answers
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    peer = importlib.import_module(f"with_{sys.argv[1]}")
    contender = flush = None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            kind = question["ask"]
            if kind == "prepare":
                flush = ctypes.CDLL(question["flush"]).flush
                contender = peer.prepare(Case(question["case"]))
                reply = {"configuration": contender.configuration}
            elif kind == "run":
                reply = {"seconds": contender.run(question["count"])}
            elif kind == "flush":
                for grid in contender.grids():
                    flush(ctypes.c_void_p(grid.ctypes.data), ctypes.c_int64(grid.nbytes))
                reply = {}
            else:
                with open(question["file"], "wb") as file:
                    for grid in contender.result():
                        grid.tofile(file)
                reply = {}
        except Exception as error:  # the bench says it, and goes on without this peer
            reply = {"error": f"{type(error).__name__}: {error}".split("\n")[0][:300]}
        answers.write(json.dumps(reply) + "\n")
        answers.flush()


main()
