"""Files of one folder as tables of a DuckDB in memory, in which mappings are evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from connectors.config import TableMapping
from connectors.errors import BadReply, NotThere, SchemaDrift
from connectors.files import is_whole, read_csv, read_xlsx
from connectors.tables.expressions import mapped, understood
from lake.stream import Stream
from lake.types import connect, literal, quoted

if TYPE_CHECKING:
    import pyarrow as pa

_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods", ".parquet")


class FolderOrigin:
    """The files below a folder. Text files give text; Parquet keeps its types."""

    def __init__(self, source: str, folder: Path) -> None:
        self._source = source
        self._folder = folder
        self._connection = connect()
        self._there: dict[tuple[str, ...], str] = {}

    def check(self, stream: Stream, mapping: TableMapping) -> None:
        """Opens the files and resolves every column. Raises NotThere, BadReply or SchemaDrift."""
        self._select(stream, mapping)

    def rows(self, stream: Stream, mapping: TableMapping, since: datetime | None) -> Iterator[pa.Table]:
        """All rows, whatever `since`: a file is cheap to read, and its dates need not tell when a row was added."""
        yield self._run(stream, self._select(stream, mapping))

    def keys(self, stream: Stream, mapping: TableMapping) -> Iterator[pa.Table]:
        """The key columns of all rows."""
        keys = ", ".join(quoted(name) for name in stream.key)
        yield self._run(stream, f"select distinct {keys} from ({self._select(stream, mapping)})")

    def close(self) -> None:
        """Closes the DuckDB."""
        self._connection.close()

    def _select(self, stream: Stream, mapping: TableMapping) -> str:
        origin = self._query(mapping) if mapping.query else f"select * from {quoted(self._table(mapping))}"
        columns = [row[0] for row in self._describe(stream, origin, [])]
        chosen = {
            name: understood(sql, stream.columns[name], mapping)
            for name, sql in mapped(stream, mapping, columns, quoted).items()
        }
        for name, sql in chosen.items():
            self._describe(stream, f"select {sql} from ({origin})", columns, f"{name}: {mapping.columns[name]}")
        where = f" where {mapping.where}" if mapping.where else ""
        self._describe(stream, f"select * from ({origin}){where}", columns, f"where: {mapping.where}")
        listed = ", ".join(f"{sql} as {quoted(name)}" for name, sql in chosen.items())
        return f"select {listed} from (select * from ({origin}){where})"

    def _describe(self, stream: Stream, sql: str, columns: list[str], said: str = "query") -> list[tuple[str, ...]]:
        import duckdb

        try:
            return self._connection.execute(f"describe {sql}").fetchall()
        except duckdb.Error as error:
            reason = str(error).split("\n", 1)[0]
            there = f" The columns there are: {columns}." if columns else ""
            raise SchemaDrift(
                f"{self._source}.{stream.name}: {said!r} does not fit the source ({reason}).{there} "
                "Nothing was taken over; mend the mapping in the company file."
            ) from error

    def _run(self, stream: Stream, sql: str) -> pa.Table:
        import duckdb

        try:
            return self._connection.sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise BadReply(f"{self._source}.{stream.name}: the mapping cannot be evaluated: {error}") from error

    def _query(self, mapping: TableMapping) -> str:
        """The query, with every file that it names by its name without ending made a table."""
        query = str(mapping.query)
        for path in sorted(self._folder.glob("*")):
            if is_whole(path) and path.suffix.lower() in _ENDINGS and path.stem in query:
                self._connection.execute(
                    f"create or replace view {quoted(path.stem)} as select * from {quoted(self._open(path, mapping))}"
                )
        return query

    def _table(self, mapping: TableMapping) -> str:
        return self._open(self._folder / str(mapping.table), mapping)

    def _open(self, path: Path, mapping: TableMapping) -> str:
        """Makes a file a table, once, and gives the table's name."""
        wanted = (str(path), mapping.sheet or "", mapping.encoding, mapping.delimiter or "")
        if wanted not in self._there:
            name = f"file {len(self._there) + 1}: {path.name}"
            self._load(path, mapping, name)
            self._there[wanted] = name
        return self._there[wanted]

    def _load(self, path: Path, mapping: TableMapping, name: str) -> None:
        ending = path.suffix.lower()
        if ending not in _ENDINGS:
            raise NotThere(f"{self._source}: {path.name} is none of {', '.join(_ENDINGS)}. Change `table`.")
        if ending == ".parquet":
            self._load_parquet(path, name)
            return
        if ending in {".csv", ".tsv", ".txt"}:
            table = read_csv(path, encoding=mapping.encoding, delimiter=mapping.delimiter)
        else:
            table = read_xlsx(path, mapping.sheet)
        self._connection.register("loading", table)
        trimmed = ", ".join(f"nullif(trim({quoted(c)}), '') as {quoted(c)}" for c in table.column_names)
        self._connection.execute(f"create table {quoted(name)} as select {trimmed} from loading")
        self._connection.unregister("loading")

    def _load_parquet(self, path: Path, name: str) -> None:
        import duckdb

        if not path.is_file():
            there = sorted(one.name for one in self._folder.glob("*") if is_whole(one))
            raise NotThere(f"{self._source}: there is no file {path.name} in {self._folder}; it has {there[:20]}.")
        try:
            self._connection.execute(f"create view {quoted(name)} as select * from read_parquet({literal(str(path))})")
        except duckdb.Error as error:
            raise BadReply(f"{self._source}: {path.name} is not a whole Parquet file ({error}).") from error
