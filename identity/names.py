"""Names of one list against names of another: candidates with a confidence, and one partner at the most."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from identity.confidence import confidence
from identity.features import measure
from identity.pairs import candidate_pairs
from identity.tokens import tokens
from identity.weights import weigh

if TYPE_CHECKING:
    import pandas as pd

CANDIDATES = 10
"""How many names of the other list each name is compared with."""


def compare_names(left: Sequence[str], right: Sequence[str]) -> "pd.DataFrame":
    """One row a candidate pair: `left` and `right` (positions), `confidence` (0 to 1, see `identity.confidence`)."""
    import pandas as pd

    rows = weigh(left, right, tokens)
    pairs = candidate_pairs(rows[0], rows[1], CANDIDATES)
    sure = confidence(measure(left, right, pairs)) if len(pairs[0]) else pairs[0].astype(float)
    return pd.DataFrame({"left": pairs[0], "right": pairs[1], "confidence": sure})


def one_to_one(pairs: "pd.DataFrame") -> "pd.DataFrame":
    """The surest pairs such that no name has two partners: greedy by confidence, ties by position."""
    ordered = pairs.sort_values(["confidence", "left", "right"], ascending=[False, True, True], kind="stable")
    left: set[int] = set()
    right: set[int] = set()
    kept = []
    for row, a, b in zip(ordered.index, ordered["left"], ordered["right"], strict=True):
        if a not in left and b not in right:
            left.add(a)
            right.add(b)
            kept.append(row)
    return ordered.loc[kept]
