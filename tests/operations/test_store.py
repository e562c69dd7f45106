"""The store: its schema, its transactions, and what it says when it cannot."""

import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from operations_made import NOW, RULES, at, candidates, evaluation, requisition, rows, total
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from operations import migrations, tables
from operations.errors import OperationsError, SchemaOutdated, SchemaTooNew, StoreUnavailable
from operations.reconcile import reconcile
from operations.store import Store


def test_the_migrations_make_exactly_the_declared_tables(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with store.begin() as session:
        context = MigrationContext.configure(session, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_revisions_are_those_of_the_scripts() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == migrations.REVISIONS


def test_sqlite_runs_in_wal_with_foreign_keys(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path}/new/folder/operations.db")
    store.migrate()
    with store.begin() as session:
        assert session.scalar(text("pragma journal_mode")) == "wal"
        assert session.scalar(text("pragma foreign_keys")) == 1
        assert session.scalar(text("pragma busy_timeout")) >= 10_000


def test_a_store_that_was_never_migrated_says_so(tmp_path: Path) -> None:
    with pytest.raises(SchemaOutdated, match="not made yet"), Store(f"sqlite:///{tmp_path}/o.db").begin():
        pass


def test_a_newer_schema_is_left_alone(store: Store, url: str) -> None:
    with store.begin() as session:
        session.execute(text("update alembic_version set version_num = '9999'"))
    fresh = Store(url)
    with pytest.raises(SchemaTooNew, match="9999, made by a newer Tandem"):
        fresh.migrate()
    with pytest.raises(SchemaTooNew), fresh.read():
        pass
    fresh.close()


def test_other_databases_are_refused() -> None:
    with pytest.raises(OperationsError, match="'mysql' is not supported"):
        Store("mysql://somebody@host/name")


def test_an_unreachable_server_is_said_without_the_password() -> None:
    store = Store("postgresql://tandem:hush-hush@127.0.0.1:1/none")
    with pytest.raises(StoreUnavailable) as told, store.read():
        pass
    assert "127.0.0.1" in str(told.value)
    assert "hush-hush" not in str(told.value)


def _migrate(url: str, start: Any) -> None:
    store = Store(url)
    start.wait(timeout=60)
    store.migrate()


def test_many_may_migrate_at_once(make_url: Callable[[], str], tmp_path: Path) -> None:
    url = make_url()
    if url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path}/fresh.db"
    else:
        store = Store(url)
        with store.engine.begin() as connection:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
        store.close()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(4)
    workers = [context.Process(target=_migrate, args=(url, start)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert total(Store(url), tables.requisition) == 0


def test_the_database_itself_refuses_a_second_open_row(store: Store) -> None:
    reconcile(store, evaluation(), candidates(requisition()), RULES, at(0))
    first = rows(store, tables.requisition)[0]
    for change in ({"episode": 2}, {"state": "rejected"}):
        with pytest.raises(IntegrityError), store.begin() as session:
            session.execute(insert(tables.requisition).values({**first, "number": "REQ-2", **change}))
    with store.begin() as session:
        second = {**first, "number": "REQ-2", "episode": 2, "state": "rejected"}
        session.execute(insert(tables.requisition).values(second))


def test_an_error_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(RuntimeError), store.begin() as session:
        session.execute(insert(tables.counter).values(name="x", last_value=1))
        raise RuntimeError
    assert total(store, tables.counter) == 0


def test_a_reader_does_not_wait_for_a_writer(store: Store) -> None:
    with store.begin() as session:
        session.execute(insert(tables.counter).values(name="x", last_value=1))
        assert total(store, tables.counter) == 0
    assert total(store, tables.counter) == 1


def test_moments_without_zone_and_floats_are_refused(store: Store) -> None:
    from sqlalchemy.exc import StatementError

    event = {"alert_key": "a", "episode": 1, "to_state": "open", "why": "", "changes": {}}
    with pytest.raises(StatementError, match="no time zone"), store.begin() as session:
        session.execute(insert(tables.alert_event).values(**event, happened_at=NOW.replace(tzinfo=None)))
    line = {"requisition_number": "R", "line": 1, "product_id": "P", "location_id": "L", "quantity": 1.5}
    with pytest.raises(StatementError, match="not a Decimal"), store.begin() as session:
        session.execute(insert(tables.requisition_line).values(line))
