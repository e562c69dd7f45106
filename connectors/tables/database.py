"""Tables of any database that SQLAlchemy knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from connectors.batch import text_column
from connectors.config import TableMapping
from connectors.errors import ConnectorError, NotThere, SchemaDrift, Unreachable, WrongCredential
from connectors.tables.expressions import mapped, understood
from lake.stream import Stream
from lake.types import connect, plain, quoted

if TYPE_CHECKING:
    import pyarrow as pa
    import sqlalchemy as sa

PAGE = 50_000
"""Rows fetched at a time."""


class DatabaseOrigin:
    """One database. The URL is a secret and is in no message."""

    def __init__(self, source: str, url: SecretStr) -> None:
        import sqlalchemy as sa

        self._source = source
        try:
            self._engine = sa.create_engine(url.get_secret_value())
        except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
            raise NotThere(
                f"{source}: `url` is not an SQLAlchemy URL of a known driver ({type(error).__name__})."
            ) from None

    def check(self, stream: Stream, mapping: TableMapping) -> None:
        """Connects and resolves every column. Raises Unreachable, WrongCredential, NotThere or SchemaDrift."""
        with self._connected(stream) as connection:
            self._inner(connection, stream, mapping, list(mapping.columns))

    def rows(self, stream: Stream, mapping: TableMapping, since: datetime | None) -> Iterator[pa.Table]:
        """The mapped columns, from `since` on when the stream's cursor is mapped."""
        limit, values = "", {}
        if since is not None and stream.cursor in mapping.columns:
            cursor = self._quote(stream.cursor)
            limit = f" where {cursor} >= :since or {cursor} is null"
            values["since"] = since.astimezone(ZoneInfo(mapping.time_zone)).replace(tzinfo=None)
        for table in self._pages(stream, mapping, list(mapping.columns), limit, values):
            yield _understood(stream, mapping, table)

    def keys(self, stream: Stream, mapping: TableMapping) -> Iterator[pa.Table]:
        """The key columns of every row."""
        return self._pages(stream, mapping, list(stream.key), "", {})

    def close(self) -> None:
        """Closes the pool."""
        self._engine.dispose()

    def _pages(
        self, stream: Stream, mapping: TableMapping, wanted: Sequence[str], limit: str, values: Mapping[str, Any]
    ) -> Iterator[pa.Table]:
        import sqlalchemy as sa

        with self._connected(stream) as connection:
            inner = self._inner(connection, stream, mapping, wanted)
            statement = sa.text(f"select * from ({inner}) wanted{limit}")
            result = connection.execution_options(stream_results=True).execute(statement, values)
            for page in result.partitions(PAGE):
                yield _arrow(list(result.keys()), page)

    def _inner(self, connection: sa.Connection, stream: Stream, mapping: TableMapping, wanted: Sequence[str]) -> str:
        """The mapping as a query. Raises NotThere for the table and SchemaDrift for a column."""
        table = ".".join(self._quote(part) for part in str(mapping.table).split("."))
        origin = f"({mapping.query})" if mapping.query else table
        said = f"table {mapping.table!r}" if mapping.table else "what `query` names"
        there = self._columns(
            connection,
            f"select * from {origin} origin",
            NotThere(f"{self._source}.{stream.name}: {said} is not there, or may not be read. Change the mapping"),
        )
        chosen = {name: sql for name, sql in mapped(stream, mapping, there, self._quote).items() if name in wanted}
        listed = ", ".join(f"{sql} as {self._quote(name)}" for name, sql in chosen.items())
        inner = f"select {listed} from {origin} origin{f' where {mapping.where}' if mapping.where else ''}"
        drift = SchemaDrift(
            f"{self._source}.{stream.name}: the mapping {dict(mapping.columns)} does not fit the columns there are: "
            f"{there}. Nothing was taken over; mend the mapping"
        )
        self._columns(connection, inner, drift)
        return inner.replace(":", "\\:")

    def _columns(self, connection: sa.Connection, query: str, refusal: ConnectorError) -> list[str]:
        """The columns of a query, which is asked for no row; `refusal` with the database's reason if it fails."""
        import sqlalchemy as sa

        try:
            return list(
                connection.execute(sa.text(f"select * from ({query}) asked where 1 = 0".replace(":", "\\:"))).keys()
            )
        except (sa.exc.ProgrammingError, sa.exc.OperationalError) as error:
            raise type(refusal)(f"{refusal} ({_reason(error)}).") from None

    @contextmanager
    def _connected(self, stream: Stream) -> Iterator[sa.Connection]:
        import sqlalchemy as sa

        try:
            with self._engine.connect() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            reason = _reason(error)
            where = f"{self._source}.{stream.name}: the database"
            if "password" in reason or "authentication" in reason or "denied for user" in reason:
                raise WrongCredential(f"{where} refuses the credential ({reason}). Check the secret.") from None
            raise Unreachable(f"{where} cannot be read ({reason}). Check `url`; the cursor stays.") from None

    def _quote(self, name: str | None) -> str:
        return str(self._engine.dialect.identifier_preparer.quote_identifier(str(name)))


def _reason(error: Any) -> str:
    """The driver's first line; SQLAlchemy's own text would show the statement and its values."""
    return str(error.orig).strip().split("\n", 1)[0][:200]


def _arrow(names: Sequence[str], page: Sequence[Any]) -> pa.Table:
    import pyarrow as pa

    columns = list(zip(*page, strict=True)) if page else [()] * len(names)
    return plain(pa.table({name: _column(values) for name, values in zip(names, columns, strict=True)}))


def _column(values: Sequence[Any]) -> pa.Array[Any]:
    import pyarrow as pa

    try:
        native: pa.Array[Any] = pa.array(values)
        return native
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return text_column(values)


def _understood(stream: Stream, mapping: TableMapping, table: pa.Table) -> pa.Table:
    """Decimal commas and local times taken out, where the mapping says so."""
    if mapping.time_zone == "UTC" and not mapping.decimal_comma:
        return table
    chosen = ", ".join(
        f"{understood(quoted(name), stream.columns[name], mapping)} as {quoted(name)}" for name in table.column_names
    )
    with connect() as connection:
        connection.register("page", table)
        return connection.sql(f"select {chosen} from page").to_arrow_table()
