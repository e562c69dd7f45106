"""What the tests of the example company ask it, and the same questions asked of its source files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import select
from typer.testing import CliRunner

from operations.requisitions import get
from operations.tables import requisition
from tandem.cli import app
from tandem.cycle import Cycle
from tandem.stores import open_store
from tandem.warehouse import warehouse_path

AS_OF = date(2014, 6, 30)
Row = dict[str, Any]


@dataclass(frozen=True)
class AdventureWorks:
    """One company after one cycle. `landed`: source -> stream -> counts of the sync."""

    cycle: Cycle
    folder: Path
    data: Path
    landed: Mapping[str, Mapping[str, Mapping[str, int]]]

    def rows(self, sql: str) -> list[Row]:
        """Rows of the warehouse."""
        with duckdb.connect(warehouse_path(self.cycle), read_only=True) as connection:
            return _rows(connection, sql)

    def row(self, sql: str) -> tuple[Any, ...]:
        """The one row of the warehouse that `sql` gives."""
        (found,) = self.rows(sql)
        return tuple(found.values())

    def files(self, sql: str) -> list[Row]:
        """Rows of the source files; `"Sales.Customer"` is the table of that name."""
        with duckdb.connect() as connection:
            for file in sorted(self.data.glob("*.parquet")):
                path = str(file).replace("'", "''")
                connection.execute(f"create view \"{file.stem}\" as select * from read_parquet('{path}')")
            return _rows(connection, sql)

    def file_row(self, sql: str) -> tuple[Any, ...]:
        """The one row of the source files that `sql` gives."""
        (found,) = self.files(sql)
        return tuple(found.values())

    def requisitions(self) -> list[Row]:
        """Every requisition that waits or is held, with its lines and its arithmetic."""
        store = open_store(self.cycle)
        with store.read() as session:
            waiting = requisition.c.state.in_(("pending", "held"))
            found = session.execute(select(requisition.c.number).where(waiting).order_by(requisition.c.number))
            numbers = [str(number) for (number,) in found]
        return [get(store, number) for number in numbers]

    def ask(self, *arguments: str) -> str:
        """What `tandem` prints."""
        done = CliRunner().invoke(app, [*arguments, "--company", str(self.folder / "tandem.yaml")])
        assert done.exit_code == 0, done.output
        return done.stdout

    def why(self, code: str) -> Row:
        """`tandem why CODE --json`: the product's one item."""
        (item,) = json.loads(self.ask("why", code, "--json"))
        found: Row = item
        return found


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
