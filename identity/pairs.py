"""Candidate pairs: which names are worth comparing, found by the rare tokens that they share."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

_ROWS_AT_ONCE = 2_000
_MOST_COMMON = 2_000
"""A token in more names than this on the other side finds nobody; it still counts in the comparison."""


def candidate_pairs(left: "csr_matrix", right: "csr_matrix", most: int) -> "tuple[np.ndarray[Any, Any], ...]":
    """Positions (left, right) of each left row's `most` nearest right rows, by cosine over tokens that are not common.

    Cost follows the number of names that share a rare token, not left times right.
    """
    import numpy as np

    frequency = np.diff(right.tocsc().indptr)
    rare = np.flatnonzero((frequency > 0) & (frequency <= max(_MOST_COMMON, right.shape[0] // 100)))
    others = right[:, rare].T.tocsr()
    found = [
        _nearest(left[start : start + _ROWS_AT_ONCE][:, rare] @ others, start, most)
        for start in range(0, left.shape[0], _ROWS_AT_ONCE)
    ]
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def _nearest(scores: Any, start: int, most: int) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    """The `most` largest entries of each row of a sparse matrix."""
    import numpy as np

    lengths = np.diff(scores.indptr)
    rows = np.repeat(np.arange(len(lengths)), lengths)
    order = np.lexsort((scores.indices, -scores.data, rows))
    place = np.arange(len(order)) - np.repeat(scores.indptr[:-1], lengths)
    kept = order[place < most]
    return rows[kept] + start, scores.indices[kept].astype(np.int64)
