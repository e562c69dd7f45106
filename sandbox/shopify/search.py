"""Shopify's search syntax, as far as the sandbox offers it.

`field:value`, `field:>=value` (`>`, `<`, `<=`), quotes, blank or `AND` between terms. `OR`, `NOT`, brackets and free
text are refused. As in Shopify, a field that cannot be searched is left out with a warning, not an error.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from graphql import GraphQLError

Row = Mapping[str, Any]
_TERM = re.compile(
    r"""\s*(?P<field>\w+):\s*(?P<op>>=|<=|>|<)?\s*(?:'(?P<one>[^']*)'|"(?P<two>[^"]*)"|(?P<bare>[^\s'"()]+))"""
)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "": lambda a, b: bool(a == b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
}


@dataclass
class Search:
    """A parsed search: `matches` says whether a row is in it, `warnings` which fields were left out."""

    tests: list[tuple[str, Callable[[Any, Any], bool], Any]] = field(default_factory=list)
    warnings: list[dict[str, str]] = field(default_factory=list)

    def matches(self, row: Row) -> bool:
        """Whether every term holds for `row`."""
        return all(row[key] is not None and compare(row[key], value) for key, compare, value in self.tests)


def parse_search(text: str | None, fields: Mapping[str, str]) -> Search:
    """Reads `text`. `fields`: searchable field -> key of the row. Raises GraphQLError for what is not offered."""
    search, rest = Search(), (text or "").strip()
    while rest:
        term = _TERM.match(rest)
        if term is None:
            raise GraphQLError(
                f"Invalid search: {rest!r} is not offered by this double", extensions={"code": "BAD_REQUEST"}
            )
        _add(search, term, fields)
        rest = re.sub(r"^\s*AND\s", "", rest[term.end() :]).strip()
    return search


def _add(search: Search, term: re.Match[str], fields: Mapping[str, str]) -> None:
    name = term["field"]
    if name not in fields:
        search.warnings.append({"field": name, "message": "Invalid search field for this query."})
        return
    value = next(v for v in (term["one"], term["two"], term["bare"]) if v is not None)
    search.tests.append((fields[name], _COMPARE[term["op"] or ""], _value(fields[name], value)))


def _value(key: str, text: str) -> Any:
    if key.endswith("_at"):
        return instant(text)
    return int(text.rpartition("/")[2]) if key == "id" or key.endswith("_no") else text


def instant(text: str) -> str:
    """An instant as rows hold it (`2026-01-31T00:00:00Z`). Raises GraphQLError when `text` is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise GraphQLError(f"Invalid timestamp: {text!r}", extensions={"code": "BAD_REQUEST"}) from error
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
