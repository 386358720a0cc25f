"""scikit-learn's GaussianMixture in a process of its own: a line of JSON asks for a case or a round, a line answers.

A round is the time of some EM iterations through the public `fit`: the difference of two fits with tol = 0 whose
iterations differ by so many, with the library's default threads.
"""

import json
import os
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")  # a fixed number of iterations does not converge


def start(case):
    random = np.random.default_rng(0)
    events, features, components = case["events"], case["features"], case["components"]
    centres = 3 * random.normal(size=(components, features))
    data = centres[random.integers(0, components, events)] + random.normal(size=(events, features))
    precision = 1 / data.var(0)
    precisions = {
        "full": np.stack([np.diag(precision)] * components),
        "tied": np.diag(precision),
        "diag": np.stack([precision] * components),
        "spherical": np.full(components, precision.mean()),
    }[case["covarianceType"]]
    options = dict(
        covariance_type=case["covarianceType"],
        tol=0,
        weights_init=np.full(components, 1 / components),
        means_init=data[random.choice(events, components, replace=False)],
        precisions_init=precisions,
    )

    def seconds(iterations):
        model = GaussianMixture(components, max_iter=iterations, **options)
        begin = time.perf_counter()
        model.fit(data)
        return time.perf_counter() - begin

    def whole(iterations, seed):
        model = GaussianMixture(
            components, covariance_type=case["covarianceType"], tol=0, max_iter=iterations, init_params="k-means++", random_state=seed
        )
        begin = time.perf_counter()
        model.fit(data)
        return time.perf_counter() - begin

    return seconds, whole


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    seconds = whole = None
    for line in sys.stdin:
        question = json.loads(line)
        answer = {"version": sklearn.__version__}
        if question["ask"] == "case":
            seconds, whole = start(question)
        elif question["ask"] == "whole":
            answer["seconds"] = whole(question["iterations"], question["seed"])
        else:
            one = seconds(1)
            # enough iterations that the difference is no noise
            more = 1 if one > 4 else max(2, min(20, int(1 / one)))
            answer["seconds"] = (seconds(1 + more) - one) / more
        print(json.dumps(answer), file=answers, flush=True)


main()
