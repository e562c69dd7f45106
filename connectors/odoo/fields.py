"""From columns to a database's fields, checked against `fields_get`, and from Odoo's values to the lake's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from connectors.errors import SchemaDrift
from lake.stream import ColumnType, Stream

Convert = Callable[[Any], Any]

RENAMED: Mapping[tuple[str, str], str] = {
    ("product_template", "detailed_type"): "type",  # 18
    ("stock_move", "quantity_done"): "quantity",  # 17
    ("purchase_order_line", "product_uom"): "product_uom_id",  # 19
    ("sale_order_line", "product_uom"): "product_uom_id",  # 19
}
"""(stream, column of Odoo 16) -> its field in later versions. Not tried on a real server after 16."""

DERIVED: Mapping[tuple[str, str], str] = {
    ("res_partner", "person"): "email",
    ("res_partner", "country_code"): "country_id",
    ("res_partner", "category"): "category_id",
}
"""(stream, column) -> the field that the reader makes it from."""

_ACCEPTED: Mapping[ColumnType, frozenset[str]] = {
    "text": frozenset({"char", "text", "html", "selection", "many2one", "date"}),
    "integer": frozenset({"integer"}),
    "decimal": frozenset({"float", "monetary", "integer"}),
    "boolean": frozenset({"boolean"}),
    "date": frozenset({"date"}),
    "timestamp": frozenset({"datetime"}),
}


@dataclass(frozen=True)
class FieldMap:
    """How one stream is read from one database.

    Attributes:
        model: Odoo's name of the stream.
        fields: column -> field that is asked for.
        has_active: archived rows exist and must be asked for.
    """

    model: str
    fields: Mapping[str, str]
    has_active: bool


def model_of(stream: Stream) -> str:
    """`stock_move` -> `stock.move`."""
    return stream.name.replace("_", ".")


def map_fields(source: str, stream: Stream, described: Mapping[str, Mapping[str, Any]]) -> FieldMap:
    """The field map of `stream`. Raises SchemaDrift naming every field that is missing or of another type."""
    model, fields, wrong = model_of(stream), {}, []
    for column, kind in stream.columns.items():
        name = _field_name(stream.name, column, described)
        if name not in described:
            wrong.append(f"{model}.{name} is missing")
        elif not _fits(stream.name, column, kind, described[name]["type"]):
            wrong.append(f"{model}.{name} is {described[name]['type']}, declared as {kind}")
        fields[column] = name
    if wrong:
        raise SchemaDrift(
            f"{source}: {'; '.join(wrong)}. Nothing of {stream.name} was taken over. "
            "Install the module that adds it, or change connectors/odoo/streams.py."
        )
    return FieldMap(model, fields, "active" in described)


def _field_name(stream: str, column: str, described: Mapping[str, Any]) -> str:
    name = DERIVED.get((stream, column), column)
    later = RENAMED.get((stream, column))
    return later if later and later in described and name not in described else name


def _fits(stream: str, column: str, kind: ColumnType, type_: str) -> bool:
    return (stream, column) in DERIVED or column == "id" or type_ in _ACCEPTED[kind]


def converters(stream: Stream) -> dict[str, Convert]:
    """Column -> what turns a value into the lake's type; `false` becomes null. They raise SchemaDrift."""
    kinds = stream.columns.items()
    return {column: _CONVERT[kind] for column, kind in kinds if (stream.name, column) not in DERIVED}


def convert_rows(
    source: str, stream: Stream, fields: Mapping[str, str], convert: Mapping[str, Convert], rows: Sequence[Any]
) -> dict[str, list[Any]]:
    """Column -> values of a page. Raises SchemaDrift naming the field whose value has another type."""
    columns: dict[str, list[Any]] = {}
    for column, to_lake in convert.items():
        name = fields[column]
        try:
            columns[column] = [to_lake(row[name]) for row in rows]
        except (TypeError, ValueError, KeyError, ArithmeticError) as error:
            raise SchemaDrift(
                f"{source}: {model_of(stream)}.{name} holds a value that is no {stream.columns[column]} "
                f"({type(error).__name__}). Nothing of this page was taken over."
            ) from error
    return columns


def _text(value: Any) -> str | None:
    if value is False or value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError("not a text")
    return str(value)


def _integer(value: Any) -> int | None:
    if value is False or value is None:
        return None
    if not isinstance(value, int) or value is True:
        raise TypeError("not a whole number")
    return value


def _decimal(value: Any) -> Decimal | None:
    if value is False or value is None:
        return None
    if value is True or not isinstance(value, int | float):
        raise TypeError("not a number")
    number = Decimal(repr(value))
    if not number.is_finite():
        raise ValueError("not finite")
    return number


def _boolean(value: Any) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise TypeError("not a boolean")
    return value


def _date(value: Any) -> date | None:
    return None if value is False or value is None else date.fromisoformat(value)


def _timestamp(value: Any) -> datetime | None:
    return None if value is False or value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


_CONVERT: Mapping[ColumnType, Convert] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "timestamp": _timestamp,
}
