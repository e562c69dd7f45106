"""Columnar tables, sorted by id: a page of 2,000 rows of a table of any size is a slice.

Values are kept as JSON has them: `False` for empty, many2one as a bare id, instants as text. `write_date` and
`create_date` carry microseconds (26 characters) inside and are cut to whole seconds when read, as Odoo does.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.odoo.errors import InvalidField, UnknownModel
from sandbox.odoo.schema import Field, load_fields

EXACT = frozenset({"write_date", "create_date"})
"""Fields that are kept to the microsecond and shown to the second."""

PARENTS = {"sale.order.line": "order_id", "purchase.order.line": "order_id", "mrp.bom.line": "bom_id"}
"""Lines and the field that points at the record they belong to, and vanish with."""


def stamp(moment: datetime) -> str:
    """An instant as the database keeps it: UTC, 26 characters."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


class Table:
    """The rows of one model.

    Args:
        model: Odoo's name (`stock.move`).
        fields: its fields by name.
        columns: column name -> one value a row; `id` ascending and `write_date` are always there.
    """

    def __init__(self, model: str, fields: Mapping[str, Field], columns: Mapping[str, Sequence[Any]]) -> None:
        self.model = model
        self.fields = fields
        self.columns: dict[str, list[Any]] = {name: list(values) for name, values in columns.items()}
        for name in ("id", "write_date"):
            self.columns.setdefault(name, [])
        self.next_id = max(self.ids, default=0) + 1

    @property
    def ids(self) -> list[int]:
        """All ids, ascending."""
        return self.columns["id"]

    def field(self, name: str) -> Field:
        """The field called `name`. Raises InvalidField in Odoo's words."""
        if name not in self.fields:
            raise InvalidField(f"Invalid field '{name}' on model '{self.model}'")
        return self.fields[name]

    def column(self, name: str) -> list[Any] | None:
        """The values of a stored field; None when no row has one."""
        self.field(name)
        return self.columns.get(name)

    def position(self, id_: int) -> int | None:
        """Where the row `id_` is, or None."""
        at = bisect_left(self.ids, id_)
        return at if at < len(self.ids) and self.ids[at] == id_ else None

    def value(self, id_: int, name: str) -> Any:
        """One value; False where row or value is missing."""
        at, column = self.position(id_), self.column(name)
        return False if at is None or column is None else column[at]

    def insert(self, values: Mapping[str, Any]) -> int:
        """Appends a row under the next id."""
        id_ = self.next_id
        self.next_id += 1
        for name in {*values} - {*self.columns}:
            self.field(name)
            self.columns[name] = [False] * len(self.ids)
        for name, column in self.columns.items():
            column.append(id_ if name == "id" else values.get(name, False))
        return id_

    def update(self, id_: int, values: Mapping[str, Any]) -> None:
        """Overwrites some values of a row that is there."""
        at = self.position(id_)
        assert at is not None, f"{self.model} {id_} is checked before"
        for name, value in values.items():
            self.field(name)
            self.columns.setdefault(name, [False] * len(self.ids))[at] = value

    def delete(self, id_: int) -> bool:
        """Removes a row without a trace. False when it was not there."""
        at = self.position(id_)
        if at is None:
            return False
        for column in self.columns.values():
            del column[at]
        return True


class Database:
    """All tables, and the clock that stamps changes.

    Args:
        tables: model -> its table's columns.
        clock: gives the present moment, aware UTC.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, Sequence[Any]]], clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.external: dict[str, tuple[str, int]] = {}
        self._tables = {model: Table(model, fields, tables.get(model, {})) for model, fields in load_fields().items()}

    def __getitem__(self, model: str) -> Table:
        if model not in self._tables:
            raise UnknownModel(model)
        return self._tables[model]

    def children(self, model: str, parent_field: str, parent_id: int) -> list[int]:
        """Ids of the rows of `model` whose `parent_field` is `parent_id`."""
        table = self[model]
        column = table.column(parent_field) or []
        return [id_ for id_, value in zip(table.ids, column, strict=False) if value == parent_id]

    def label(self, model: str, id_: int) -> str:
        """What a many2one shows beside the id."""
        table = self[model]
        return str((table.value(id_, "name") if "name" in table.fields else False) or f"{model},{id_}")

    def external_ids(self, model: str, ids: Iterable[int]) -> dict[str, str]:
        """Id as text -> external id, or '' where there is none."""
        known = {number: name for name, (owner, number) in self.external.items() if owner == model}
        return {str(id_): known.get(id_, "") for id_ in ids}
