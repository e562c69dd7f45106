"""Names as sparse rows: one column a token, weighted by how rare it is (inverse document frequency)."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def weigh(
    left: Sequence[str], right: Sequence[str], split: Callable[[str], list[str]]
) -> "tuple[csr_matrix, csr_matrix, dict[str, int]]":
    """Both lists of names as rows of length 1 over one vocabulary, and the column of each token.

    Weight: 1 + ln((N + 1) / (n + 1)) for a token in n of N names (smoothed idf); a repeat in a name counts once.
    """
    said = [set(split(name)) for name in (*left, *right)]
    counts = Counter(token for tokens in said for token in tokens)
    columns = {token: place for place, token in enumerate(sorted(counts))}
    weight = {token: 1 + math.log((len(said) + 1) / (n + 1)) for token, n in counts.items()}
    rows = _rows(said, columns, weight)
    return rows[: len(left)], rows[len(left) :], columns


def _rows(said: Sequence[set[str]], columns: dict[str, int], weight: dict[str, float]) -> Any:
    import numpy as np
    from scipy.sparse import csr_matrix, diags

    ordered = [sorted(tokens) for tokens in said]
    starts = np.cumsum([0, *(len(tokens) for tokens in ordered)])
    places = np.array([columns[token] for tokens in ordered for token in tokens], dtype=np.int32)
    values = np.array([weight[token] for tokens in ordered for token in tokens], dtype=np.float32)
    rows = csr_matrix((values, places, starts), shape=(len(said), len(columns)))
    length = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    return csr_matrix(diags(np.divide(1, length, out=np.zeros_like(length), where=length > 0)) @ rows)
