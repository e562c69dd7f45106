"""Reading records: `search`, `read`, `search_read`, `search_count`, `fields_get`, `get_external_id`."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sandbox.odoo.domain import compile_domain, is_about_active, lowest_id
from sandbox.odoo.errors import InvalidField
from sandbox.odoo.schema import Field
from sandbox.odoo.table import EXACT, PARENTS, Database, Table

Row = dict[str, Any]


def search(
    database: Database,
    model: str,
    domain: Sequence[Any],
    *,
    offset: int = 0,
    limit: int | None = None,
    order: str | None = None,
    active_test: bool = True,
) -> list[int]:
    """Ids that `domain` means. Archived rows are left out unless it speaks of `active`."""
    table = database[model]
    hits = _hits(database, table, domain, active_test)
    end = None if limit is None else offset + limit
    if _is_by_id(order):
        return [table.ids[at] for at in islice(hits, offset, end)]
    return [table.ids[at] for at in _sorted(table, list(hits), str(order))[offset:end]]


def count(database: Database, model: str, domain: Sequence[Any], *, active_test: bool = True) -> int:
    """How many rows `domain` means."""
    return sum(1 for _ in _hits(database, database[model], domain, active_test))


def read(
    database: Database,
    model: str,
    ids: Sequence[int],
    fields: Sequence[str] | None = None,
    *,
    bare: bool = False,
) -> list[Row]:
    """The rows of `ids` that exist, `id` first. `bare` (Odoo's `load=None`): many2one as an id, not `[id, name]`."""
    table = database[model]
    names = list(dict.fromkeys(["id", *(fields or _default_fields(table))]))
    positions = [at for at in map(table.position, ids) if at is not None]
    columns = [_shown(database, table, table.field(name), positions, bare) for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def fields_get(table: Table, names: Sequence[str] | None, attributes: Sequence[str] | None) -> dict[str, Row]:
    """Field name -> what it is; only `attributes` when they are given."""
    wanted = [table.fields[name] for name in (names or table.fields) if name in table.fields]
    said = {field.name: field.described() for field in wanted}
    if not attributes:
        return said
    return {name: {key: value for key, value in each.items() if key in attributes} for name, each in said.items()}


def _default_fields(table: Table) -> list[str]:
    return [name for name, field in table.fields.items() if field.stored]


def _hits(database: Database, table: Table, domain: Sequence[Any], active_test: bool) -> Iterator[int]:
    above = lowest_id(domain)
    predicate = compile_domain(database, table, domain) if domain else None
    active = table.columns.get("active") if active_test and not is_about_active(domain) else None
    for at in range(_first_above(table, above), len(table.ids)):
        if (active is None or active[at]) and (predicate is None or predicate(at)):
            yield at


def _first_above(table: Table, id_: int) -> int:
    return bisect_right(table.ids, id_)


def _is_by_id(order: str | None) -> bool:
    return order is None or order.strip().lower() in ("id", "id asc")


def _sorted(table: Table, positions: list[int], order: str) -> list[int]:
    for part in reversed(order.split(",")):
        name, _, direction = part.strip().partition(" ")
        if not table.field(name).stored:
            raise InvalidField(f"Invalid field '{name}' in order of model '{table.model}'")
        column = table.columns.get(name)
        if column is not None:
            positions.sort(key=_sort_key(column), reverse=direction.strip().lower() == "desc")
    return positions


def _sort_key(column: Sequence[Any]) -> Callable[[int], tuple[bool, Any]]:
    """Empty values come last, as in PostgreSQL."""
    return lambda at: (column[at] is False, 0 if column[at] is False else column[at])


def _shown(database: Database, table: Table, field: Field, positions: Sequence[int], bare: bool) -> list[Any]:
    column = table.columns.get(field.name)
    kept: list[Any] = [False if column is None else column[at] for at in positions]
    if field.name == "display_name":
        return [database.label(table.model, table.ids[at]) for at in positions]
    if field.name in EXACT:
        return [value[:19] if value else False for value in kept]
    if field.type == "one2many":
        return [_lines(database, field, table.ids[at]) for at in positions]
    if field.type == "many2many":
        return [value or [] for value in kept]
    return kept if bare or field.type != "many2one" else _labelled(database, str(field.relation), kept)


def _labelled(database: Database, model: str, values: Sequence[Any]) -> list[Any]:
    labels: Mapping[int, str] = {each: database.label(model, each) for each in {*values} if each}
    return [[each, labels[each]] if each else False for each in values]


def _lines(database: Database, field: Field, id_: int) -> list[int]:
    parent = PARENTS.get(str(field.relation)) if field.name in ("order_line", "bom_line_ids") else None
    return database.children(str(field.relation), parent, id_) if parent else []
