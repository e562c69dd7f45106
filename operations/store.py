"""The operations store: an engine, its transactions, and its schema. SQLite (WAL) or PostgreSQL, by URL."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import OperationalError

from operations.errors import OperationsError, SchemaOutdated, SchemaTooNew, StoreUnavailable
from operations.migrations import REVISIONS
from operations.tables import metadata
from operations.values import dumps

_MIGRATING = threading.Lock()
"""Alembic keeps its context in a module."""

BUSY_SECONDS = 30
"""How long a writer waits for another before it says so."""


class Store:
    """What people decided, and what leaves because of it.

    Args:
        url: SQLAlchemy URL: `sqlite:///path/operations.db` or `postgresql://user:password@host/name`.
    """

    def __init__(self, url: str) -> None:
        self.url: URL = _with_driver(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine: Engine = _engine(self.url, self.is_sqlite)
        self._is_checked = False

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A writing transaction: everything or nothing. On SQLite it takes the write lock at once, so others wait."""
        with self._said_plainly(), self.engine.connect() as connection, connection.begin():
            self._check_schema(connection)
            yield connection

    @contextmanager
    def rehearse(self) -> Iterator[Connection]:
        """A writing transaction of which nothing is kept."""
        with self._said_plainly(), self.engine.connect() as connection:
            transaction = connection.begin()
            try:
                self._check_schema(connection)
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction: it sees one moment and blocks nobody."""
        options: Any = {"tandem_read": True} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with (
            self._said_plainly(),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            self._check_schema(connection)
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """A reading transaction on whatever is there, of any version or none at all; an SQLite file is not made."""
        is_there = not self.is_sqlite or Path(self.url.database or "").exists()
        engine = self.engine if is_there else _engine(make_url("sqlite://"), True)
        with self._said_plainly(), engine.connect() as connection, connection.begin():
            yield connection

    def lock(self, session: Connection, name: str) -> None:
        """Until the transaction ends, only one holder of `name`. SQLite's writers exclude each other anyway."""
        if not self.is_sqlite:
            session.execute(text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": f"tandem {name}"})

    def insert_new(self, session: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts `rows`, leaving out those that a unique constraint already knows."""
        if rows:
            insert = sqlite.insert if self.is_sqlite else postgresql.insert
            session.execute(insert(table).on_conflict_do_nothing(), list(rows))

    def migrate(self) -> None:
        """Brings the schema to this version. Safe to repeat, and from many processes at once: one works, others wait.

        Raises:
            SchemaTooNew: a newer Tandem has been here.
            StoreUnavailable: the database cannot be opened.
        """
        if self.is_sqlite:
            self._prepare_file()
        with _MIGRATING, self._said_plainly(), self.engine.connect() as connection, connection.begin():
            self.lock(connection, "migrate")
            if self._revision(connection) != REVISIONS[-1]:
                _upgrade(connection)
        self._is_checked = True

    def refill(self, revision: str, fill: Callable[[Connection], None], finish: Callable[[Connection], None]) -> None:
        """Replaces the whole store, in one transaction: made anew as it was at `revision`, filled, brought to today.

        Args:
            fill: inserts rows into empty tables of that revision.
            finish: what is to be done after the schema is today's.

        Raises:
            SchemaTooNew: `revision` is not known here.
            StoreUnavailable: the database cannot be opened or written; it is as it was.
        """
        if revision not in REVISIONS:
            raise SchemaTooNew(f"{self}: {revision} was made by a newer Tandem. Upgrade Tandem on this machine.")
        if self.is_sqlite:
            self._prepare_file()
        with _MIGRATING, self._said_plainly(), self.engine.connect() as connection, connection.begin():
            self.lock(connection, "migrate")
            metadata.drop_all(connection)
            connection.execute(text("drop table if exists alembic_version"))
            _upgrade(connection, revision)
            fill(connection)
            _upgrade(connection)
            finish(connection)
        self._is_checked = True

    def close(self) -> None:
        """Lets go of connections."""
        self.engine.dispose()

    def _prepare_file(self) -> None:
        """Makes the folder and switches the file to WAL, which needs a moment without other users."""
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        for attempt in range(BUSY_SECONDS * 10):
            try:
                self._switch_to_wal()
                return
            except (sqlite3.OperationalError, OperationalError) as error:  # the pragma is the driver's own statement
                said = str(getattr(error, "orig", error))
                if "locked" not in said or attempt == BUSY_SECONDS * 10 - 1:
                    raise StoreUnavailable(f"{self}: {_sentence(said)}") from error
                time.sleep(0.1)

    def _switch_to_wal(self) -> None:
        with self.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            if raw.execute("pragma journal_mode").fetchone()[0] != "wal":
                raw.execute("pragma journal_mode = wal")

    def _check_schema(self, connection: Connection) -> None:
        if self._is_checked:
            return
        at, head = self._revision(connection), REVISIONS[-1]
        if at != head:
            raise SchemaOutdated(
                f"{self}: the schema is {at or 'not made yet'}, this version of Tandem needs {head}. "
                "Any `tandem run` migrates it; nothing was changed."
            )
        self._is_checked = True

    def _revision(self, connection: Connection) -> str | None:
        """The schema's revision, None before the first. Raises SchemaTooNew for one that is not known here."""
        if not inspect(connection).has_table("alembic_version"):
            return None
        at: str | None = connection.scalar(text("select version_num from alembic_version"))
        if at is not None and at not in REVISIONS:
            raise SchemaTooNew(f"{self}: the schema is {at}, made by a newer Tandem. Upgrade Tandem on this machine.")
        return at

    @contextmanager
    def _said_plainly(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise StoreUnavailable(f"{self}: {_sentence(str(error.orig))}") from error

    def __str__(self) -> str:
        return f"operations store {self.url.render_as_string(hide_password=True)}"


def _with_driver(url: str) -> URL:
    made = make_url(url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url)
    if made.get_backend_name() not in {"sqlite", "postgresql"}:
        raise OperationsError(
            f"stores.operations: {made.get_backend_name()!r} is not supported; use sqlite:///file or postgresql://..."
        )
    return made.set(drivername="postgresql+psycopg") if made.drivername == "postgresql" else made


def _engine(url: URL, is_sqlite: bool) -> Engine:
    if not is_sqlite:
        return create_engine(url, json_serializer=dumps, pool_pre_ping=True)
    engine = create_engine(url, json_serializer=dumps, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(raw: Any, _record: Any) -> None:
    """The driver's own transaction handling is switched off: it would begin too late."""
    raw.isolation_level = None
    raw.execute(f"pragma busy_timeout = {BUSY_SECONDS * 1000}")
    raw.execute("pragma foreign_keys = on")
    raw.execute("pragma secure_delete = on")  # a forgotten person's entry is overwritten, not only unlinked


def _on_begin(connection: Connection) -> None:
    is_read = connection.get_execution_options().get("tandem_read", False)
    connection.exec_driver_sql("BEGIN" if is_read else "BEGIN IMMEDIATE")


def _upgrade(connection: Connection, to: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _sentence(reason: str) -> str:
    first = reason.strip().splitlines()[0] if reason.strip() else "no reason given"
    if "unable to open" in first:
        return f"{first}. Check that the folder exists and may be written."
    if "locked" in first:
        return f"{first}: another process has been writing for {BUSY_SECONDS} s. Try again when it has finished."
    if "full" in first:
        return f"{first}. Nothing was changed; free some space and run again."
    return f"{first}. Check `stores.operations` in the company file and that the server runs."
