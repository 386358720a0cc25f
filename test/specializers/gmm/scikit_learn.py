"""Mixtures fitted by scikit-learn: data, initial parameters and results, as a line of JSON each."""
import json
import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.mixture import GaussianMixture

warnings.filterwarnings("ignore")  # a fixed number of iterations does not converge
ITERATIONS = 7
SHAPES = ((300, 1, 1), (400, 4, 2), (500, 2, 3), (700, 8, 5), (1500, 19, 4), (3000, 3, 40), (900, 64, 2), (2500, 5, 100))

random = np.random.default_rng(3)
for covariance_type in ("full", "tied", "diag", "spherical"):
    for events, features, components in SHAPES:
        centres = random.normal(size=(components, features)) * 4
        data = centres[random.integers(0, components, events)] + random.normal(size=(events, features))
        seeds = random.choice(events, components, replace=False)
        labels = KMeans(components, init=data[seeds], n_init=1, algorithm="lloyd").fit(data).labels_
        weights = random.dirichlet(np.ones(components) * 5)
        means = data[random.choice(events, components, replace=False)]
        precision = 1 / data.var(0)
        precisions = {
            "full": np.stack([np.diag(precision)] * components),
            "tied": np.diag(precision),
            "diag": np.stack([precision] * components),
            "spherical": np.full(components, precision.mean()),
        }[covariance_type]
        fitted = GaussianMixture(
            components,
            covariance_type=covariance_type,
            tol=0,
            max_iter=ITERATIONS,
            weights_init=weights,
            means_init=means,
            precisions_init=precisions,
        ).fit(data)
        print(json.dumps({
            "covarianceType": covariance_type,
            "shape": [events, features],
            "components": components,
            "iterations": ITERATIONS,
            "data": data.ravel().tolist(),
            "initial": {"weights": weights.tolist(), "means": means.ravel().tolist(), "precisions": precisions.ravel().tolist()},
            "kMeans": {"seeds": seeds.tolist(), "labels": labels.tolist()},
            "weights": fitted.weights_.tolist(),
            "means": fitted.means_.ravel().tolist(),
            "covariances": fitted.covariances_.ravel().tolist(),
            "lowerBound": fitted.lower_bound_,
            "score": fitted.score(data),
            "bic": fitted.bic(data),
            "aic": fitted.aic(data),
            "labels": fitted.predict(data).tolist(),
        }))
