"""Odoo's search domains: prefix notation with `&`, `|`, `!`, and terms `[field, operator, value]`."""

import operator
from collections.abc import Callable, Sequence
from typing import Any

from sandbox.odoo.errors import InvalidField
from sandbox.odoo.table import EXACT, Database, Table

Predicate = Callable[[int], bool]
"""Whether the row at a position of the table is meant."""

_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def compile_domain(database: Database, table: Table, domain: Sequence[Any]) -> Predicate:
    """One predicate for the whole domain. Raises InvalidField for an unknown field, operator or shape."""
    stack: list[Predicate] = []
    for term in reversed(domain):
        if term in ("&", "|"):
            stack.append(_joined(term, _pop(stack, domain), _pop(stack, domain)))
        elif term == "!":
            stack.append(_negated(_pop(stack, domain)))
        else:
            stack.append(_term(database, table, term))
    return _all(stack)


def lowest_id(domain: Sequence[Any]) -> int:
    """The id that every hit lies above when the domain ends in a free `id >` term, as keyset paging does; else 0."""
    if not domain or not _last_is_free(domain) or list(domain[-1][:2]) != ["id", ">"]:
        return 0
    return int(domain[-1][2])


def is_about_active(domain: Sequence[Any]) -> bool:
    """Whether the domain itself speaks of `active`; else archived rows are left out."""
    return any(not isinstance(term, str) and term[0] == "active" for term in domain)


def _last_is_free(domain: Sequence[Any]) -> bool:
    """True when the domain's last term is a complete expression of its own, joined by an implicit `&`."""
    wanted = 0
    for term in domain[:-1]:
        if wanted == 0:
            wanted = 1
        if term in ("&", "|"):
            wanted += 1
        elif term != "!":
            wanted -= 1
    return wanted == 0


def _pop(stack: list[Predicate], domain: Sequence[Any]) -> Predicate:
    if not stack:
        raise InvalidField(f"Domain {list(domain)!r} lacks an operand")
    return stack.pop()


def _joined(sign: str, left: Predicate, right: Predicate) -> Predicate:
    if sign == "&":
        return lambda at: left(at) and right(at)
    return lambda at: left(at) or right(at)


def _negated(inner: Predicate) -> Predicate:
    return lambda at: not inner(at)


def _all(parts: list[Predicate]) -> Predicate:
    if len(parts) == 1:
        return parts[0]
    ordered = tuple(reversed(parts))
    return lambda at: all(part(at) for part in ordered)


def _term(database: Database, table: Table, term: Any) -> Predicate:
    if not isinstance(term, list | tuple) or len(term) != 3:
        raise InvalidField(f"Invalid leaf {term!r}")
    name, sign, value = term
    if "." in name:
        return _dotted(database, table, name, sign, value)
    field = table.field(name)
    if not field.stored:
        raise InvalidField(f"Cannot search on non-stored field '{name}' of model '{table.model}'")
    column = table.column(name)
    test = comparison(sign, _text(value) if field.type == "datetime" else value, exact=name in EXACT)
    if column is None:
        return lambda _at: test(False)
    return lambda at: test(column[at])


def _dotted(database: Database, table: Table, name: str, sign: str, value: Any) -> Predicate:
    head, _, rest = name.partition(".")
    field, column = table.field(head), table.column(head)
    if field.relation is None:
        raise InvalidField(f"Invalid field '{name}' on model '{table.model}': '{head}' is not a relation")
    target = database[field.relation]
    inner = _term(database, target, [rest, sign, value])
    links = column or []

    def test(at: int) -> bool:
        there = target.position(links[at]) if links and links[at] else None
        return there is not None and inner(there)

    return test


def _text(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_text(each) for each in value]
    if isinstance(value, str):
        return value + " 00:00:00" if len(value) == 10 else value
    return value


def comparison(sign: str, value: Any, *, exact: bool = False) -> Callable[[Any], bool]:
    """The test of one stored value against `value`. `exact`: both are instants, compared to the microsecond."""
    if exact and isinstance(value, str):
        value = f"{value}.000000"[:26] if "." not in value else value.ljust(26, "0")
    if sign in ("=", "=?", "=="):
        return (lambda _: True) if sign == "=?" and value in (None, False) else lambda kept: _equal(kept, value)
    if sign in ("!=", "<>"):
        return lambda kept: not _equal(kept, value)
    if sign in _ORDERED:
        compare = _ORDERED[sign]
        return lambda kept: not _is_empty(kept) and compare(kept, value)
    if sign in ("in", "not in"):
        return _membership(sign, value)
    if sign in ("like", "ilike", "not like", "not ilike"):
        return _pattern(sign, str(value))
    raise InvalidField(f"Invalid operator {sign!r} in domain term")


def _is_empty(kept: Any) -> bool:
    return kept is False or kept is None


def _equal(kept: Any, value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return bool(kept) is bool(value)
    return not isinstance(kept, bool) and bool(kept == value)


def _membership(sign: str, value: Any) -> Callable[[Any], bool]:
    members = value if isinstance(value, list | tuple) else [value]
    positive = sign == "in"
    if any(isinstance(each, bool) for each in members):
        return lambda kept: any(_equal(kept, each) for each in members) is positive
    wanted = frozenset(members)
    return lambda kept: (not isinstance(kept, bool) and kept in wanted) is positive


def _pattern(sign: str, text: str) -> Callable[[Any], bool]:
    folds, positive = sign.endswith("ilike"), not sign.startswith("not")
    needle = text.casefold() if folds else text

    def test(kept: Any) -> bool:
        hay = "" if _is_empty(kept) else str(kept)
        return (needle in (hay.casefold() if folds else hay)) is positive

    return test
