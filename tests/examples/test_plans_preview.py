"""What a file of overrides would change is said before it is saved, and is what the plan then does (R13, R15)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from test_forecast_overrides import OTHER, TOUR, Shop
from typer.testing import CliRunner

from tandem.cli import app

LESS = [*TOUR[:5], "-20", *TOUR[6:8], "2026-06-29T10:00:00+08:00"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("preview") / "company")
    shop.planned()
    return shop


def tandem(shop: Shop, *arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["plans", *arguments, "--company", str(shop.file)])
    return ran.exit_code, ran.output


def previewed(shop: Shop, name: str, *rows: list[str]) -> Any:
    file = shop.folder / shop.write(name, *rows)
    code, said = tandem(shop, "preview", str(file), "--json")
    assert code == 0, said
    return json.loads(said)["items"]


def versions(shop: Shop) -> list[str]:
    return [row["version"] for row in json.loads(tandem(shop, "list", "--json")[1])]


def test_nothing_is_stored_and_the_saved_file_does_what_was_said(shop: Shop) -> None:
    before = versions(shop)
    said = previewed(shop, "more.csv", TOUR)
    assert [(one["product_code"], one["change_qty"]) for one in said] == [("M-01", pytest.approx(204, abs=6))]
    assert versions(shop) == before
    shop.planned("more.csv")
    (done,) = json.loads(tandem(shop, "compare", "--json")[1])["items"]
    assert {name: done[name] for name in said[0]} == said[0]
    assert previewed(shop, "more.csv", TOUR) == []
    assert "the plan stays as it is" in tandem(shop, "preview", str(shop.folder / "more.csv"))[1]


def test_a_code_that_is_not_planned_and_a_wrong_row_are_said(shop: Shop) -> None:
    code, said = tandem(shop, "preview", str(shop.folder / shop.write("wrong.csv", TOUR, OTHER)))
    assert code != 0
    assert "'NOBODY' at 'SHOP' names no item" in " ".join(said.split())
    assert "no such file" in " ".join(tandem(shop, "preview", str(shop.folder / "none.csv"))[1].split()).lower()


@pytest.fixture
def following(shop: Shop) -> Iterator[tuple[Path, IO[str]]]:
    """A process that follows a file, and what it says."""
    file = shop.folder / shop.write("followed.csv", TOUR)
    command = [sys.executable, "-c", "from tandem.cli import app; app()", "plans", "preview", str(file), "--follow"]
    stays = subprocess.Popen(
        [*command, "--json", "--company", str(shop.file)], stdout=subprocess.PIPE, text=True, env=os.environ.copy()
    )
    assert stays.stdout is not None
    yield file, stays.stdout
    stays.terminate()
    stays.wait()


def one_answer(said: IO[str]) -> Any:
    text = ""
    while not text.endswith("\n}\n"):
        text += said.readline()
    return json.loads(text)


def test_a_process_that_stays_says_it_again_when_the_file_is_saved(shop: Shop, following: tuple[Path, IO[str]]) -> None:
    file, said = following
    first = one_answer(said)
    shop.write(file.name, TOUR, LESS)
    second = one_answer(said)
    changes = [sum(item["change_qty"] for item in answer["items"]) for answer in (first, second)]
    assert changes[1] - changes[0] == pytest.approx(-20, abs=6)
    assert second["seconds"] < 2
