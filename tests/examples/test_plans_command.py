"""Plans side by side: one number that people change changes that product and nothing else (R13, R15)."""

import json
from pathlib import Path
from typing import Any

import pytest
from test_forecast_overrides import TOUR, Shop
from typer.testing import CliRunner

from tandem.cli import app


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop with two plans; in the second 204 more cups are expected."""
    shop = Shop(tmp_path_factory.mktemp("plans") / "company")
    shop.planned()
    shop.planned(shop.write("more.csv", TOUR))
    return shop


def tandem(shop: Shop, *arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["plans", *arguments, "--company", str(shop.file)])
    return ran.exit_code, ran.output


def asked(shop: Shop, *arguments: str) -> Any:
    code, said = tandem(shop, *arguments, "--json")
    assert code == 0, said
    return json.loads(said)


def test_the_product_that_was_changed_and_no_other_differs_by_what_was_expected(shop: Shop) -> None:
    found = asked(shop, "compare")
    (item,) = found["items"]
    assert (item["product_code"], item["location_code"]) == ("M-01", "SHOP")
    assert item["change_qty"] == pytest.approx(204, abs=6)
    assert item["after_planned_qty"] - item["before_planned_qty"] == pytest.approx(item["change_qty"])
    assert "M-01" in tandem(shop, "compare")[1]


def test_the_other_way_round_takes_as_much_back_and_a_plan_is_like_itself(shop: Shop) -> None:
    newest, first = (row["version"] for row in asked(shop, "list"))
    (back,) = asked(shop, "compare", newest, first)["items"]
    (there,) = asked(shop, "compare")["items"]
    assert back["change_qty"] == -there["change_qty"]
    assert asked(shop, "compare", first, first)["items"] == []
    assert "they say the same" in tandem(shop, "compare", first, first)[1]


def test_a_plan_that_is_not_there_is_said(shop: Shop, tmp_path: Path) -> None:
    code, said = tandem(shop, "compare", "2031")
    assert code != 0
    assert "there is no such plan. `tandem plans list`" in " ".join(said.split())
    assert "2 plans begin so" in " ".join(tandem(shop, "compare", "20")[1].split())
    alone = Shop(tmp_path / "company")
    assert "no two plans to compare" in " ".join(tandem(alone, "compare")[1].split())
    assert "nothing is planned yet" in tandem(alone, "list")[1]
