"""What speaks for and against two names meaning one thing, as numbers for each pair."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from identity.tokens import grams, tokens
from identity.weights import weigh

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FEATURES = (
    "words", "characters", "covered", "model_same", "model_differs", "number_differs", "ahead_left", "ahead_right",
    "order",
)  # fmt: skip
"""Columns of `measure`, each from 0 to 1, but `ahead_*`, from -1 to 1.

words, characters: cosine over tokens and over runs of characters, rare ones weigh most.
covered: share of the shorter name's weight that the other has too.
model_same, model_differs: a model number in both; model numbers in both and none in common.
number_differs: both have numbers (size, pack, capacity) and one of them has a number that the other lacks, both ways.
ahead_left, ahead_right: how far the pair is ahead of the best other candidate of its left, of its right name.
order: rapidfuzz's token-set ratio, which forgives a changed order.
"""
_PAIRS_AT_ONCE = 50_000


def measure(left: Sequence[str], right: Sequence[str], pairs: "tuple[Array, ...]") -> "Array":
    """Pairs x `FEATURES`; `pairs` holds positions in `left` and in `right`."""
    import numpy as np
    from rapidfuzz import fuzz
    from rapidfuzz.process import cpdist

    a, b = pairs
    words = weigh(left, right, tokens)
    letters = weigh(left, right, grams)
    cosine, characters = _dots(words[0], words[1], a, b), _dots(letters[0], letters[1], a, b)
    models = _kind(words, "#")
    numbers = _kind(words, "=")
    model_shared, number_shared = _dots(*_ones(models), a, b), _dots(*_ones(numbers), a, b)
    model_counts, number_counts = _counts(models), _counts(numbers)
    both_models = (model_counts[0][a] > 0) & (model_counts[1][b] > 0)
    apart = (number_counts[0][a] > number_shared) & (number_counts[1][b] > number_shared)
    order = cpdist(
        [left[i] for i in a], [right[j] for j in b], scorer=fuzz.token_set_ratio, processor=_plain, workers=-1
    )
    near = (cosine + characters) / 2
    return np.column_stack(
        [
            cosine,
            characters,
            _covered(words[0], words[1], a, b),
            model_shared > 0,
            both_models & (model_shared == 0),
            apart,
            _ahead(near, a),
            _ahead(near, b),
            np.asarray(order) / 100,
        ]
    ).astype(np.float64)


def _plain(name: str) -> str:
    return " ".join(tokens(name))


def _dots(left: Any, right: Any, a: "Array", b: "Array") -> "Array":
    """The product of row a[i] of `left` and row b[i] of `right`, for each i."""
    import numpy as np

    found = np.zeros(len(a))
    for start in range(0, len(a), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        found[part] = left[a[part]].multiply(right[b[part]]).sum(axis=1).A1
    return found


def _kind(words: Any, mark: str) -> tuple[Any, Any]:
    """The columns of tokens that begin with `mark`, of both sides."""
    left, right, columns = words
    chosen = [place for token, place in columns.items() if token[0] == mark]
    return left[:, chosen], right[:, chosen]


def _ones(sides: tuple[Any, Any]) -> tuple[Any, Any]:
    return (sides[0] > 0).astype(float), (sides[1] > 0).astype(float)


def _counts(sides: tuple[Any, Any]) -> "tuple[Array, Array]":
    import numpy as np

    return np.diff(sides[0].indptr), np.diff(sides[1].indptr)


def _covered(left: Any, right: Any, a: "Array", b: "Array") -> "Array":
    """Weight of what both have, as a share of the lighter name's whole weight."""
    import numpy as np

    squares = left.multiply(left), right.multiply(right)
    shared = (_dots(squares[0], _ones((left, right))[1], a, b), _dots(_ones((left, right))[0], squares[1], a, b))
    # Rows have length 1, so a share of the squares is a share of the whole.
    return np.maximum(*shared)


def _ahead(score: "Array", groups: "Array") -> "Array":
    """Each score less the best other score of its group."""
    import numpy as np

    if not len(score):
        return score
    order = np.lexsort((-score, groups))
    first = np.r_[True, groups[order][1:] != groups[order][:-1]]
    starts = np.flatnonzero(first)
    best = score[order][starts]
    sizes = np.diff(np.r_[starts, len(order)])
    second = np.where(sizes > 1, score[order][np.minimum(starts + 1, len(order) - 1)], 0.0)
    group = np.cumsum(first) - 1
    ahead = np.empty_like(score)
    ahead[order] = np.where(first, best[group] - second[group], score[order] - best[group])
    return ahead
