"""`tandem outbox`: what was given up is seen, and sent again once."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert
from typer.testing import CliRunner

from operations.announce import new_item
from operations.outbox import Outbox
from operations.store import Store
from operations.tables import outbox
from tandem.cli import app

NOW = datetime(2026, 10, 31, 6, tzinfo=UTC)
COMPANY = """version: 1
company: {name: 茶社, base_currency: EUR}
sources: {}
stores: {operations: "sqlite:///operations.db"}
channels: {buyers: {type: console, kinds: [requisition]}}
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "tandem.yaml").write_text(COMPANY, "utf-8")
    store = Store(f"sqlite:///{tmp_path / 'operations.db'}")
    store.migrate()
    with store.begin() as session:
        for key in ("a", "b"):
            session.execute(insert(outbox).values(new_item("buyers", "shortage", key, {}, NOW, language="zh")))
    (item,) = Outbox(store).claim(NOW, 1)
    Outbox(store).mark_dead(item.id, "货号 unknown", NOW)
    return store


def tandem(store: Store, tmp_path: Path, *arguments: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["outbox", *arguments, "--company", str(tmp_path / "tandem.yaml")])
    return ran.exit_code, ran.output


def test_what_waits_and_what_was_given_up_is_listed_with_its_reason(store: Store, tmp_path: Path) -> None:
    code, said = tandem(store, tmp_path, "list", "--json")
    assert code == 0
    listed = [(row["id"], row["state"], row["reason"]) for row in json.loads(said)]
    assert listed == [(1, "dead", "货号 unknown"), (2, "pending", None)]
    assert "货号" in tandem(store, tmp_path, "list")[1]


def test_a_dead_item_is_tried_again_once(store: Store, tmp_path: Path) -> None:
    assert tandem(store, tmp_path, "resend", "1", "--by", "Ana")[0] == 0
    assert Outbox(store).counts() == {"buyers": {"pending": 2}}
    code, said = tandem(store, tmp_path, "resend", "1", "--by", "Ana")
    assert code != 0
    assert "1 is not a dead item of the outbox" in said


def test_nothing_to_list_is_said(store: Store, tmp_path: Path) -> None:
    for item in [*Outbox(store).claim(NOW, 5)]:
        Outbox(store).mark_sent(item.id, None, False, NOW)
    tandem(store, tmp_path, "resend", "1")
    (again,) = Outbox(store).claim(NOW, 5)
    Outbox(store).mark_sent(again.id, None, False, NOW)
    assert "everything is delivered" in tandem(store, tmp_path, "list")[1]
