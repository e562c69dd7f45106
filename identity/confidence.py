"""How sure a pair of names is one thing: a probability, calibrated on catalogues whose truth is known.

A confidence of 0.9 means: of a hundred such pairs in catalogues like those of `sandbox.catalogues`, ninety or more are
one product. `python -m bench --calibrate` fits the weights again and prints them; a test holds them against fresh
catalogues.
No real data set was looked at for them.
"""

from typing import TYPE_CHECKING, Any

from identity.features import FEATURES

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

CONSTANT = -6.92
WEIGHTS = {"order": 6.95, "ahead_left": 5.98, "ahead_right": 11.0, "model_differs": -0.33, "number_differs": -1.12}


def confidence(features: "Array") -> "Array":
    """Probability from 0 to 1 of each row of `features.measure`: a logistic regression (Hosmer and Lemeshow)."""
    import numpy as np

    odds = CONSTANT + features @ np.array([WEIGHTS[name] for name in FEATURES])
    return np.asarray(1 / (1 + np.exp(-odds)))


def fit(features: "Array", truth: "Array", penalty: float = 1.0) -> tuple[float, dict[str, float]]:
    """Constant and weights by penalised maximum likelihood; no likeness may speak against, no contradiction for.

    Args:
        features: pairs x `FEATURES`.
        truth: whether each pair is one thing.
    """
    import numpy as np
    from scipy.optimize import minimize

    x = np.c_[np.ones(len(features)), features]

    def loss(w: "Array") -> tuple[float, "Array"]:
        odds = x @ w
        shrunk = np.r_[0, w[1:]]
        value = np.logaddexp(0, np.where(truth, -odds, odds)).sum() + penalty / 2 * (shrunk**2).sum()
        return float(value), x.T @ (1 / (1 + np.exp(-odds)) - truth) + penalty * shrunk

    bounds = [(None, None), *((None, 0) if name.endswith("_differs") else (0, None) for name in FEATURES)]
    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(found[0]), dict(zip(FEATURES, map(float, found[1:]), strict=True))
