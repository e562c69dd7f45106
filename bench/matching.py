"""Matching names: how well (on real shops whose truth is known) and how fast (100,000 against 100,000)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from identity.names import compare_names, one_to_one
from tandem.settings import Matching

Lists = tuple[list[str], list[str], set[tuple[int, int]]]


@dataclass(frozen=True)
class Scored:
    """Shares from 0 to 1, and how many records a person would be asked about."""

    applied_precision: float
    applied_recall: float
    queued: int
    full_f1: float

    def line(self, what: str) -> str:
        """One line of the table."""
        shares = f"{self.applied_precision:.4f} | {self.applied_recall:.4f}"
        return f"| {what} | {shares} | {self.queued} | {self.full_f1:.4f} |"


HEADER = "| names | applied: precision | applied: recall | queue | full-matching F1 |\n|---|---|---|---|---|"


def score(left: list[str], right: list[str], truth: set[tuple[int, int]], matching: Matching) -> Scored:
    """Precision and recall of what is applied without asking, the queue, and F1 when every best pair is taken."""
    pairs = compare_names(left, right)
    best = one_to_one(pairs)
    is_right = [(a, b) in truth for a, b in zip(best["left"], best["right"], strict=True)]
    applied = [r for r, p in zip(is_right, best["confidence"], strict=True) if p >= matching.apply_at]
    settled = set(best.loc[best["confidence"] >= matching.apply_at, "left"])
    asked = set(pairs.loc[pairs["confidence"] >= matching.queue_at, "left"]) - settled
    precision = sum(applied) / len(applied) if applied else 0.0
    return Scored(precision, sum(applied) / len(truth), len(asked), 2 * sum(is_right) / (len(best) + len(truth)))


def abt_buy(shared: Path) -> Lists:
    """Two shops' names and the true pairs, by position."""
    import pandas as pd

    folder = shared / "matching_abt_buy"
    abt, buy, truth = (pd.read_parquet(folder / f"{name}.parquet") for name in ("abt", "buy", "gt"))
    places = [{key: place for place, key in enumerate(shop["id"])} for shop in (abt, buy)]
    pairs = {(places[0][a], places[1][b]) for a, b in zip(truth["D1"], truth["D2"], strict=True)}
    return abt["name"].fillna("").tolist(), buy["name"].fillna("").tolist(), pairs


def quality(shared: Path) -> Iterator[str]:
    """The table of how well: real shops where their data are there, and generated catalogues."""
    from sandbox.catalogues import make_catalogues

    yield HEADER
    if shared.is_dir():
        yield score(*abt_buy(shared), Matching()).line("Abt-Buy, 1,076 x 1,076")
    for size in (1_000, 10_000):
        made = make_catalogues(909, size)
        yield score(made.left, made.right, made.pairs, Matching()).line(f"generated, {size:,} a side")


def calibrate() -> tuple[float, dict[str, float]]:
    """Constant and weights for `identity/confidence.py`, fitted on six generated pairs of catalogues."""
    import numpy as np

    from identity.confidence import fit
    from identity.features import measure
    from identity.names import CANDIDATES
    from identity.pairs import candidate_pairs
    from identity.tokens import tokens
    from identity.weights import weigh
    from sandbox.catalogues import make_catalogues

    features, truth = [], []
    for seed, size in enumerate((300, 1_000, 3_000, 300, 1_000, 3_000)):
        made = make_catalogues(seed, size)
        rows = weigh(made.left, made.right, tokens)
        pairs = candidate_pairs(rows[0], rows[1], CANDIDATES)
        features.append(measure(made.left, made.right, pairs))
        truth.append([pair in made.pairs for pair in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)])
    return fit(np.vstack(features), np.concatenate(truth))


def main(size: int) -> None:
    """Matches `size` against `size` generated names; what `python -m bench matching` times."""
    from sandbox.catalogues import make_catalogues

    made = make_catalogues(11, size)
    score(made.left, made.right, made.pairs, Matching())


if __name__ == "__main__":
    import sys

    main(int(sys.argv[1]))
