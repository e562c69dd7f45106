"""Names: what they are made of, how sure a likeness is, and what that is worth on goods nobody tuned for."""

import sys
from pathlib import Path

import numpy as np
import pytest

from bench.matching import Scored, abt_buy, score
from identity.confidence import CONSTANT, WEIGHTS, confidence
from identity.features import FEATURES, measure
from identity.names import compare_names, one_to_one
from identity.tokens import grams, tokens
from sandbox.catalogues import make_catalogues
from tandem.settings import Matching


def test_tokens_keep_model_numbers_and_sizes() -> None:
    assert tokens("Sony PS-LX350H") == ["sony", "ps", "lx", "=350", "h", "#pslx350h"]
    assert tokens("Ｔｅｎｔ ２P") == ["tent", "=2", "p"]
    assert tokens("爆款A") == ["爆款", "a"]
    assert tokens("北岭双人帐篷") == ["北岭", "岭双", "双人", "人帐", "帐篷"]


def test_grams_forgive_spaces_and_punctuation() -> None:
    assert grams("PS-LX 350") == grams("pslx350")
    assert grams("") == []


def test_a_differing_size_is_not_the_same_product() -> None:
    left = ["Nordvik Tent Green 2P 40L", "Nordvik Tent Green 4P 80L", "Orbis Lamp White"]
    right = ["Tent Nordvik 4P 80L, green", "Lamp Orbis (white)"]
    best = one_to_one(compare_names(left, right)).set_index("left")["right"].to_dict()
    assert best[1] == 0
    assert best[2] == 1
    assert 0 not in best


@pytest.mark.parametrize("names", [([], []), (["a"], []), ([], ["a"]), ([""], [""]), (["Tent"], ["灯"])])
def test_nothing_to_compare_is_no_error(names: tuple[list[str], list[str]]) -> None:
    assert len(compare_names(*names)) == 0


def test_the_order_of_the_lists_does_not_matter() -> None:
    made = make_catalogues(5, 300)
    turned = compare_names(made.left[::-1], made.right[::-1])
    last = (len(made.left) - 1, len(made.right) - 1)
    there = {(a, b): p for a, b, p in compare_names(made.left, made.right).itertuples(index=False)}
    back = {(last[0] - a, last[1] - b): p for a, b, p in turned.itertuples(index=False)}
    common = there.keys() & back.keys()
    assert len(common) > 0.9 * len(there)
    assert all(abs(there[pair] - back[pair]) < 0.05 for pair in common)


@pytest.mark.parametrize("seed", [101, 202])
def test_confidence_is_a_probability(seed: int) -> None:
    """Of pairs said to be right with p, a share p or a little more is right, on catalogues that the fit never saw."""
    made = make_catalogues(seed, 3_000)
    pairs = compare_names(made.left, made.right)
    is_right = np.array([(a, b) in made.pairs for a, b in zip(pairs["left"], pairs["right"], strict=True)])
    sure = pairs["confidence"].to_numpy()
    for low in np.arange(0, 1, 0.1):
        there = (sure >= low) & (sure < low + 0.1)
        assert -0.06 < is_right[there].mean() - sure[there].mean() < 0.2
    assert abs(is_right[sure >= 0.97].mean() - sure[sure >= 0.97].mean()) < 0.01


def test_likeness_never_speaks_against_and_contradiction_never_for() -> None:
    assert set(WEIGHTS) == set(FEATURES)
    assert all(weight <= 0 if name.endswith("_differs") else weight >= 0 for name, weight in WEIGHTS.items())
    assert confidence(np.zeros((1, len(FEATURES))))[0] == pytest.approx(1 / (1 + np.exp(-CONSTANT)))


def test_measure_gives_a_row_a_pair() -> None:
    pairs = (np.array([0, 0]), np.array([0, 1]))
    found = measure(["Lamp X100"], ["Lamp X-100", "Lamp X200"], pairs)
    assert found.shape == (2, len(FEATURES))
    by_name = dict(zip(FEATURES, found.T, strict=True))
    assert list(by_name["model_differs"]) == [0, 1]
    assert by_name["ahead_left"][0] > 0 > by_name["ahead_left"][1]


def test_goods_nobody_tuned_for_are_applied_with_hardly_an_error(shared_data: Path) -> None:
    """Abt-Buy in the shipped configuration: at least 99 of 100 applied without asking are right."""
    found: Scored = score(*abt_buy(shared_data), Matching())
    sys.stdout.write(f"\n{found.line('Abt-Buy')}\n")
    assert found.applied_precision >= 0.99
    assert found.applied_recall >= 0.3
    assert found.full_f1 >= 0.93
