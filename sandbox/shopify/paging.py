"""Cursor paging as Shopify does it: forward by `first` and `after`, at most 250, cursors opaque to the client."""

import base64
import json
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import GraphQLError

MAX_PAGE = 250
Row = dict[str, Any]


def page(
    rows: Sequence[Row],
    order: Callable[[Row], Any],
    keep: Callable[[Row], bool],
    node: Callable[[Row], Any],
    args: Mapping[str, Any],
) -> dict[str, Any]:
    """One page of `rows` (already sorted by `order`) as a connection.

    Raises:
        GraphQLError: a missing or too large `first`, a cursor that was not handed out here, paging backwards.
    """
    first = _size(args)
    start = bisect_right(rows, _position(args["after"]), key=order) if args.get("after") else 0
    found: list[Row] = []
    for index in range(start, len(rows)):
        if keep(rows[index]):
            found.append(rows[index])
            if len(found) > first:
                break
    return _connection(found[:first], len(found) > first, start > 0, order, node)


def _connection(
    rows: list[Row], more: bool, before: bool, order: Callable[[Row], Any], node: Callable[[Row], Any]
) -> dict[str, Any]:
    nodes = [node(row) for row in rows]
    info = {
        "hasNextPage": more,
        "hasPreviousPage": before,
        "startCursor": _cursor(order(rows[0])) if rows else None,
        "endCursor": _cursor(order(rows[-1])) if rows else None,
    }

    def edges(_info: Any) -> list[dict[str, Any]]:
        return [{"node": one, "cursor": _cursor(order(row))} for row, one in zip(rows, nodes, strict=True)]

    return {"nodes": nodes, "edges": edges, "pageInfo": info}


def _size(args: Mapping[str, Any]) -> int:
    if args.get("last") is not None or args.get("before") is not None or args.get("reverse"):
        raise _bad("this double pages forward only")
    first = args.get("first")
    if first is None:
        raise _bad("you must provide one of first or last")
    if not 0 <= first <= MAX_PAGE:
        raise _bad(f"first must be between 0 and {MAX_PAGE}")
    return int(first)


def _cursor(key: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _position(cursor: str) -> Any:
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor))
    except ValueError as error:
        raise _bad("Invalid cursor for current pagination sort.") from error
    return tuple(key) if isinstance(key, list) else key


def _bad(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_REQUEST"})
