"""GraphQL as Shopify speaks it: points, pages and errors, over the HTTP seam."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.errors import BadReply, ConnectorError, NotAllowed, RateLimited
from connectors.http import HttpSeam

Node = Mapping[str, Any]
MAX_WAITS = 30
"""Waits for points in a row before a query is given up."""


class TooDear(ConnectorError):
    """A query asks for more points than one query may; a smaller page cures it."""

    def __init__(self, said: str, cost: float, limit: float) -> None:
        super().__init__(said)
        self.share = limit / cost if cost else 0.5


class ShopifyClient:
    """Sends queries to one shop.

    Args:
        http: the seam, with the token among its headers.
        api_version: such as `2026-07`.
        page_size: nodes to ask for at first; smaller where a query would be too dear.
    """

    def __init__(self, http: HttpSeam, api_version: str, page_size: int) -> None:
        self._http = http
        self._path = f"admin/api/{api_version}/graphql.json"
        self._page_size = page_size
        self._sizes: dict[str, int] = {}

    def ask(self, query: str, **variables: Any) -> Node:
        """The `data` of one query; waits until there are points for it.

        Raises:
            NotAllowed: a scope is missing.
            RateLimited: still no points after `MAX_WAITS` waits.
            TooDear: the query may never run at this size.
            BadReply: any other error, or no data.
        """
        for attempt in range(1, MAX_WAITS + 1):
            reply = self._http.post(self._path, {"query": query, "variables": variables})
            if not isinstance(reply, dict):
                raise BadReply(f"{self._http.source}: Shopify's reply is not an object. Check `url`.")
            errors = reply.get("errors") or []
            if _code(errors) != "THROTTLED":
                return self._data(reply, errors)
            self._http.wait(attempt, self._seconds(reply))
        raise RateLimited(
            f"{self._http.source}: Shopify had no points for a query after {MAX_WAITS} waits. Lower `page_size`, or "
            "look which other app uses them up; the next sync goes on from the same cursor."
        )

    def pages(self, query: str, root: str, size: int | None = None, **variables: Any) -> Iterator[Sequence[Node]]:
        """The nodes of the root list `root`, page by page. A page that is too dear is asked for again, smaller."""
        after: str | None = None
        first = self._sizes.get(query, size or self._page_size)
        while True:
            try:
                data = self.ask(query, first=first, after=after, **variables)
            except TooDear as error:
                if first == 1:
                    raise
                first = self._sizes[query] = max(1, min(first - 1, int(first * error.share)))
                continue
            nodes, after = self.page_of(data, root)
            yield nodes
            if after is None:
                return

    def page_of(self, data: Node, field: str) -> tuple[Sequence[Node], str | None]:
        """A connection's nodes and the cursor of what follows. Raises BadReply when it contradicts itself."""
        found = data.get(field)
        nodes = found.get("nodes") if isinstance(found, dict) else None
        info = found.get("pageInfo") if isinstance(found, dict) else None
        if not isinstance(nodes, list) or not isinstance(info, dict):
            raise BadReply(f"{self._http.source}: Shopify's reply has no list `{field}`. Nothing of it was taken over.")
        if not info.get("hasNextPage"):
            return nodes, None
        if not nodes or not info.get("endCursor"):
            raise BadReply(
                f"{self._http.source}: Shopify sent an empty page of `{field}` and says that more follow. "
                "Nothing of this sync was taken over; run it again."
            )
        return nodes, str(info["endCursor"])

    def _data(self, reply: Node, errors: Any) -> Node:
        if errors:
            raise self._refusal(errors)
        if not isinstance(reply.get("data"), dict):
            raise BadReply(f"{self._http.source}: Shopify's reply has neither data nor errors. Check `url`.")
        # A search field that Shopify does not know is left out silently but for this: everything would come back.
        if ignored := (reply.get("extensions") or {}).get("search"):
            raise BadReply(f"{self._http.source}: Shopify did not understand the search {ignored[0].get('query')!r}.")
        return reply["data"]  # type: ignore[no-any-return]

    def _refusal(self, errors: Any) -> ConnectorError:
        source, said, code = self._http.source, _message(errors), _code(errors)
        if code == "MAX_COST_EXCEEDED":
            about = errors[0]["extensions"]
            return TooDear(f"{source}: {said} Lower `page_size`.", about.get("cost", 0), about.get("maxCost", 1000))
        if code == "ACCESS_DENIED":
            return NotAllowed(f"{source}: Shopify says: {said} Give the app this scope and install it again.")
        return BadReply(f"{source}: Shopify refused a query: {said} Nothing was taken over; check `api_version`.")

    def _seconds(self, reply: Node) -> float | None:
        """How long until the points that a throttled query wants are there."""
        cost = (reply.get("extensions") or {}).get("cost") or {}
        status = cost.get("throttleStatus") or {}
        wanted, rate = cost.get("requestedQueryCost"), status.get("restoreRate")
        if not wanted or not rate:
            return None
        if wanted > (size := status.get("maximumAvailable", wanted)):
            raise TooDear(
                f"{self._http.source}: a query costs {wanted} of {size} points. Lower `page_size`.", wanted, size
            )
        return float(max(0.1, (wanted - status.get("currentlyAvailable", 0)) / rate))


def _code(errors: Any) -> str | None:
    first = errors[0] if isinstance(errors, list) and errors else None
    return (first.get("extensions") or {}).get("code") if isinstance(first, dict) else None


def _message(errors: Any) -> str:
    first = errors[0] if isinstance(errors, list) and errors else errors
    said = str(first.get("message") if isinstance(first, dict) else first).split("\n")[0][:300]
    return said if said.endswith(".") else f"{said}."
