"""What speaks for and against two names meaning one thing, as numbers for each pair."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from identity.tokens import grams, tokens
from identity.weights import weigh

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

FEATURES = ("order", "ahead_left", "ahead_right", "model_differs", "number_differs")
"""Columns of `measure`, from 0 to 1, but `ahead_*`, from -1 to 1.

order: rapidfuzz's token-set ratio, which forgives a changed order and what only one of the names says.
ahead_left, ahead_right: how far the pair is ahead of the best other candidate of its left, of its right name, by the
    mean of the cosines over tokens and over runs of characters, in which rare ones weigh most.
model_differs: model numbers in both and none in common.
number_differs: each name has a number (size, pack, capacity) that the other lacks.
"""
_PAIRS_AT_ONCE = 50_000
_BACKGROUND = 0.25
"""Likeness that names of one trade have without being one thing: in a short list nobody is ahead of nothing."""


def measure(left: Sequence[str], right: Sequence[str], pairs: "tuple[Array, ...]") -> "Array":
    """Pairs x `FEATURES`; `pairs` holds positions in `left` and in `right`."""
    import numpy as np

    a, b = pairs
    words = weigh(left, right, tokens)
    letters = weigh(left, right, grams)
    near = (_dots(words[0], words[1], a, b) + _dots(letters[0], letters[1], a, b)) / 2
    columns = [_order(left, right, a, b), _ahead(near, a), _ahead(near, b), *_contradictions(words, a, b)]
    return np.column_stack(columns).astype(np.float64)


def _order(left: Sequence[str], right: Sequence[str], a: "Array", b: "Array") -> "Array":
    import numpy as np
    from rapidfuzz import fuzz
    from rapidfuzz.process import cpdist

    plain = [[" ".join(tokens(name)) for name in side] for side in (left, right)]
    ratio = cpdist([plain[0][i] for i in a], [plain[1][j] for j in b], scorer=fuzz.token_set_ratio, workers=-1)
    return np.asarray(ratio, dtype=np.float64) / 100


def _dots(left: Any, right: Any, a: "Array", b: "Array") -> "Array":
    """The product of row a[i] of `left` and row b[i] of `right`, for each i."""
    import numpy as np

    found = np.zeros(len(a))
    for start in range(0, len(a), _PAIRS_AT_ONCE):
        part = slice(start, start + _PAIRS_AT_ONCE)
        found[part] = left[a[part]].multiply(right[b[part]]).sum(axis=1).A1
    return found


def _contradictions(words: Any, a: "Array", b: "Array") -> "tuple[Array, Array]":
    """`model_differs` and `number_differs` of each pair."""
    models, in_left, in_right = _shared(words, "#", a, b)
    numbers, of_left, of_right = _shared(words, "=", a, b)
    return (in_left > 0) & (in_right > 0) & (models == 0), (of_left > numbers) & (of_right > numbers)


def _shared(words: Any, mark: str, a: "Array", b: "Array") -> "tuple[Array, Array, Array]":
    """Of tokens that begin with `mark`: how many both have, the left name has, the right name has."""
    import numpy as np

    left, right, columns = words
    chosen = [place for token, place in columns.items() if token[0] == mark]
    ones = [(side[:, chosen] > 0).astype(np.float64) for side in (left, right)]
    counts = [np.diff(side.indptr) for side in ones]
    return _dots(ones[0], ones[1], a, b), counts[0][a], counts[1][b]


def _ahead(score: "Array", groups: "Array") -> "Array":
    """Each score less the best other score of its group, or less `_BACKGROUND` where no other is as near as that."""
    import numpy as np

    if not len(score):
        return score
    order = np.lexsort((-score, groups))
    ranked, first = score[order], np.r_[True, np.diff(groups[order]) != 0]
    starts = np.flatnonzero(first)
    sizes = np.diff(np.r_[starts, len(order)])
    second = np.where(sizes > 1, ranked[np.minimum(starts + 1, len(order) - 1)], 0.0)
    second = np.maximum(second, _BACKGROUND)
    group = np.cumsum(first) - 1
    ahead = np.empty_like(score)
    ahead[order] = ranked - np.where(first, second[group], ranked[starts][group])
    return ahead
