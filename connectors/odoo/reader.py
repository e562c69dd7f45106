"""Reads an Odoo database by `write_date`, page after page by id.

`write_date` is kept to the microsecond but shown to the second, so a cursor on (`write_date`, id) gets stuck: instead
the lower bound stays fixed and only the id moves on. Before a stream ends, the server is asked if anything is left.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx

from connectors.config import OdooConfig
from connectors.errors import BadReply
from connectors.odoo.client import OdooClient
from connectors.odoo.fields import FieldMap, convert_rows, converters, map_fields, model_of
from connectors.odoo.streams import SYSTEM
from connectors.reader import Page, Reader, ReaderContext
from lake.stream import Stream

Domain = list[Any]

_KEYS_AT_ONCE = 20_000
_PARENT_DATES = {"product_product": "product_tmpl_id.write_date"}
"""Streams whose rows must be read again when a parent changes: a template's name or price moves no variant."""


def open_reader(config: OdooConfig, context: ReaderContext, transport: httpx.BaseTransport | None = None) -> Reader:
    """A reader of one Odoo database. `transport` replaces the network in tests."""
    return OdooReader(config, context, OdooClient(config, context, transport))


class OdooReader:
    """One Odoo database, open for reading."""

    system = SYSTEM

    def __init__(self, config: OdooConfig, context: ReaderContext, client: OdooClient) -> None:
        self._page_size = config.page_size
        self._context = context
        self._client = client
        self._maps: dict[str, FieldMap] = {}
        self._names: dict[str, dict[int, str]] = {}

    def check(self) -> None:
        """Signs in. Raises WrongCredential, NotThere or Unreachable."""
        self._client.sign_in()

    def streams(self) -> Sequence[Stream]:
        """All streams; a missing module shows when its stream is read."""
        return self.system.streams

    def read(self, stream: Stream, since: datetime | None) -> Iterator[Page]:
        """Pages of rows whose `write_date` is `since` or later, archived ones included."""
        mapped = self._map(stream)
        domain = [*_changed(stream, since), *_archived_too(mapped)]
        convert = converters(stream)
        asked = sorted({*mapped.fields.values()})
        for rows in self._pages(mapped.model, domain, asked):
            columns = convert_rows(self._context.source, stream, mapped.fields, convert, rows)
            columns |= self._derived(stream, rows)
            yield _as_rows(stream, columns)

    def keys(self, stream: Stream) -> Iterator[Sequence[tuple[str, ...]]]:
        """Every id there is now, archived ones included."""
        mapped = self._map(stream)
        for ids in self._id_pages(mapped.model, _archived_too(mapped)):
            yield [(str(id_),) for id_ in ids]

    def close(self) -> None:
        """Closes the connection."""
        self._client.close()

    def _map(self, stream: Stream) -> FieldMap:
        if stream.name not in self._maps:
            described = self._client.call(model_of(stream), "fields_get", [], {"attributes": ["type"]})
            self._maps[stream.name] = map_fields(self._context.source, stream, described)
        return self._maps[stream.name]

    def _pages(self, model: str, domain: Domain, fields: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
        last = 0
        while True:
            asked = {"fields": list(fields), "limit": self._page_size, "order": "id", "load": None}
            rows = self._client.call(model, "search_read", [[*domain, ["id", ">", last]]], asked)
            last = self._last(model, [row.get("id") if isinstance(row, dict) else None for row in _listed(rows)], last)
            if rows:
                yield rows
            if len(rows) < self._page_size and self._is_all(model, domain, last, bool(rows)):
                return

    def _id_pages(self, model: str, domain: Domain) -> Iterator[list[int]]:
        last = 0
        while True:
            asked = {"limit": _KEYS_AT_ONCE, "order": "id"}
            ids = self._client.call(model, "search", [[*domain, ["id", ">", last]]], asked)
            last = self._last(model, _listed(ids), last)
            if ids:
                yield ids
            if len(ids) < _KEYS_AT_ONCE and self._is_all(model, domain, last, bool(ids)):
                return

    def _last(self, model: str, ids: Sequence[Any], last: int) -> int:
        """The highest id of a page. Raises BadReply unless the ids rise from one row to the next."""
        for id_ in ids:
            if not isinstance(id_, int) or isinstance(id_, bool):
                raise BadReply(f"{self._context.source}: {model} sent a row without id (after id {last}). {_NOTHING}")
            if id_ <= last:
                raise BadReply(f"{self._context.source}: {model} sent id {id_} twice or out of order. {_NOTHING}")
            last = id_
        return last

    def _is_all(self, model: str, domain: Domain, last: int, had_rows: bool) -> bool:
        """Whether nothing is left above `last`. Raises BadReply when a page came empty before the end."""
        left = self._client.call(model, "search_count", [[*domain, ["id", ">", last]]])
        if left and not had_rows:
            raise BadReply(
                f"{self._context.source}: {model} sent an empty page, but has {left} rows above id {last}. {_NOTHING}"
            )
        return not left

    def _derived(self, stream: Stream, rows: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
        if stream.name != "res_partner":
            return {}
        countries, tags = self._lookup("res.country", "code"), self._lookup("res.partner.category", "name")
        return {
            "name": [(row["name"] or None) if row["is_company"] else None for row in rows],
            "person": self._context.pseudonyms([row["email"] or None for row in rows]),
            "country_code": [countries.get(row["country_id"]) for row in rows],
            "category": [
                ", ".join(sorted(tags[tag] for tag in row["category_id"] if tag in tags)) or None for row in rows
            ],
        }

    def _lookup(self, model: str, name: str) -> dict[int, str]:
        """Id -> text of a small table, read once."""
        if model not in self._names:
            pages = self._pages(model, [], [name])
            self._names[model] = {row["id"]: row[name] for rows in pages for row in rows if row[name]}
        return self._names[model]


_NOTHING = "Nothing of this page was taken over; the next sync reads it again."


def _changed(stream: Stream, since: datetime | None) -> Domain:
    if since is None:
        return []
    bound = since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    own: Domain = [["write_date", ">=", bound]]
    parent = _PARENT_DATES.get(stream.name)
    return ["|", *own, [parent, ">=", bound]] if parent else own


def _archived_too(mapped: FieldMap) -> Domain:
    return [["active", "in", [True, False]]] if mapped.has_active else []


def _listed(said: Any) -> list[Any]:
    if not isinstance(said, list):
        raise BadReply(f"Odoo answered {type(said).__name__} where a list was asked for. {_NOTHING}")
    return said


def _as_rows(stream: Stream, columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    names = list(stream.columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*(columns[name] for name in names), strict=True)]
