"""The store as lines of text: what goes in comes out the same, from either database into either."""

from collections.abc import Callable
from typing import Any

import pytest
from operations_made import NOW, RULES, at, candidates, evaluation, requisition, rows, shortage, total
from sqlalchemy import insert, text

from operations import tables
from operations.dump import dump, is_empty, refill
from operations.errors import SchemaTooNew, StoreUnavailable
from operations.migrations import REVISIONS
from operations.reconcile import reconcile
from operations.requisitions import approve
from operations.store import Store
from tandem.approval_settings import Approver


def dumped(store: Store) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    dump(store, lambda table, lines: found.update({table: list(lines)}))
    return found


def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    return {one.name: rows(store, one) for one in tables.metadata.sorted_tables}


@pytest.fixture
def busy(store: Store) -> Store:
    """A store with a decided requisition, an alert, messages and Chinese words."""
    reconcile(store, evaluation(), candidates(requisition(product_name="帐篷"), shortage()), RULES, at(0))
    approve(store, "REQ-000001", "wang.fang", (Approver(name="wang.fang", limit=None),), "好", NOW)
    return store


def test_what_was_dumped_is_put_back_as_it_was(busy: Store, make_url: Callable[[], str]) -> None:
    other, lines = Store(make_url()), dumped(busy)
    count = refill(other, REVISIONS[-1], lambda table: iter(lines[table]))
    assert count == sum(map(len, lines.values())) > 5
    assert everything(other) == everything(busy)
    other.close()


def test_numbers_go_on_after_the_highest(busy: Store, make_url: Callable[[], str]) -> None:
    other, lines = Store(make_url()), dumped(busy)
    refill(other, REVISIONS[-1], lambda table: iter(lines[table]))
    highest = max(row["id"] for row in rows(other, tables.requisition_event))
    with other.begin() as session:
        event = {**rows(busy, tables.requisition_event)[0], "id": None}
        event.pop("id")
        session.execute(insert(tables.requisition_event).values(event))
    assert rows(other, tables.requisition_event)[-1]["id"] == highest + 1
    other.close()


def test_a_refill_that_fails_leaves_everything_as_it_was(busy: Store) -> None:
    before = everything(busy)

    def broken(table: str) -> Any:
        if table == "requisition_line":
            raise StoreUnavailable("the backup went away")
        return iter(())

    with pytest.raises(StoreUnavailable):
        refill(busy, REVISIONS[-1], broken)
    assert everything(busy) == before


def test_a_dump_of_an_older_version_is_brought_to_this_one(store: Store) -> None:
    line = '{"name": "requisition", "last_value": 41}\n'
    refill(store, "0001", lambda table: iter([line] if table == "counter" else []))
    assert rows(store, tables.counter) == [{"name": "requisition", "last_value": 41}]
    assert total(store, tables.identity) == 0
    with store.read() as session:
        assert session.scalar(text("select version_num from alembic_version")) == REVISIONS[-1]


def test_a_dump_of_a_newer_version_is_refused(store: Store) -> None:
    with pytest.raises(SchemaTooNew, match="9999 was made by a newer Tandem"):
        refill(store, "9999", lambda table: iter(()))


def test_a_dump_is_of_one_moment_and_nobody_waits_for_it(busy: Store, url: str) -> None:
    found: dict[str, list[str]] = {}
    other = Store(url)

    def write(table: str, lines: Any) -> None:
        if len(found) == 1:
            with other.begin() as session:  # a decision made while the dump is under way
                session.execute(text("update requisition set state = 'ordered'"))
        found[table] = list(lines)

    dump(busy, write)
    assert '"state": "approved"' in found["requisition"][0]
    assert rows(busy, tables.requisition)[0]["state"] == "ordered"
    other.close()


def test_empty_is_said_of_what_was_never_made_too(store: Store, busy: Store, tmp_path: Any) -> None:
    assert not is_empty(busy)
    fresh = tmp_path / "fresh.db"
    assert is_empty(Store(f"sqlite:///{fresh}"))
    assert not fresh.exists()
