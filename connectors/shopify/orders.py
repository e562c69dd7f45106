"""One way through the orders gives three streams: orders at once, their lines and refunds from a spool afterwards.

Each may ask with its own `since`. What was read already is not read again: only the earlier window is added.
"""

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import IO

from connectors.shopify import queries, rows
from connectors.shopify.client import Node, ShopifyClient

Row = rows.Row
STREAMS = ("orders", "order_lines", "refund_lines")
IN_MEMORY_BYTES = 32_000_000
"""A spool above this size goes to a temporary file."""


class Spool:
    """Pages of rows, put aside until they are asked for."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115

    def put(self, page: Sequence[Row]) -> None:
        """Adds a page at the end."""
        self._file.seek(0, 2)
        pickle.dump(page, self._file, pickle.HIGHEST_PROTOCOL)

    def pages(self) -> Iterator[Sequence[Row]]:
        """All pages, first one first."""
        end, at = self._file.seek(0, 2), 0
        while at < end:
            self._file.seek(at)
            page = pickle.load(self._file)
            at = self._file.tell()
            yield page

    def close(self) -> None:
        """Forgets everything."""
        self._file.close()


class OrderPass:
    """Reads orders with their lines and refunds."""

    def __init__(self, client: ShopifyClient) -> None:
        self._client = client
        self._spools: dict[str, Spool] = {}
        self._is_read = False
        self._from: datetime | None = None

    def read(self, name: str, since: datetime | None) -> Iterator[Sequence[Row]]:
        """Pages of the stream `name` of orders that changed at or after `since`."""
        since = _utc(since)
        if name == "orders" or not self._is_read:
            self._start_over()
            yield from self._kept(name, self._walk(since, None), since)
            self._is_read, self._from = True, since
        elif self._from is not None and (since is None or since < self._from):
            yield from self._kept(name, self._walk(since, self._from), since)
            self._from = since
        else:
            yield from self._kept(name, iter(()), since)

    def close(self) -> None:
        """Forgets what was put aside."""
        for spool in self._spools.values():
            spool.close()

    def _start_over(self) -> None:
        self.close()
        self._spools = {name: Spool() for name in STREAMS[1:]}
        self._is_read = False

    def _kept(self, name: str, walk: Iterator[Sequence[Row]], since: datetime | None) -> Iterator[Sequence[Row]]:
        """The pages of `walk` for orders; for the others the spool, once the walk has filled it."""
        for page in walk:
            if name == "orders":
                yield page
        for page in self._spools[name].pages() if name != "orders" else ():
            if kept := [row for row in page if since is None or row["updated_at"] >= since]:
                yield kept

    def _walk(self, since: datetime | None, before: datetime | None) -> Iterator[Sequence[Row]]:
        refunded: list[Row] = []
        for nodes in self._client.pages(queries.ORDERS, "orders", search=search(since, before)):
            orders = [rows.order_row(node) for node in nodes]
            self._spools["order_lines"].put(self._lines(nodes, orders))
            refunded += [order for node, order in zip(nodes, orders, strict=True) if node.get("refunds")]
            while len(refunded) >= queries.BATCH:
                self._spools["refund_lines"].put(self._refunds(refunded[: queries.BATCH]))
                del refunded[: queries.BATCH]
            yield orders
        if refunded:
            self._spools["refund_lines"].put(self._refunds(refunded))

    def _lines(self, nodes: Sequence[Node], orders: Sequence[Row]) -> list[Row]:
        found: list[Row] = []
        for node, order in zip(nodes, orders, strict=True):
            lines, after = self._client.page_of(node, "lineItems")
            found += [rows.line_row(line, order) for line in lines]
            while after is not None:
                data = self._client.ask(queries.MORE_LINES, id=order["order_id"], after=after)
                lines, after = self._client.page_of(data.get("order") or {}, "lineItems")
                found += [rows.line_row(line, order) for line in lines]
        return found

    def _refunds(self, orders: Sequence[Row]) -> list[Row]:
        by_id = {order["order_id"]: order for order in orders}
        data = self._client.ask(queries.REFUNDS, ids=list(by_id))
        # An order that was deleted in between is null here.
        return [row for node in data.get("nodes") or () if node for row in self._refunds_of(node, by_id[node["id"]])]

    def _refunds_of(self, node: Node, order: Row) -> list[Row]:
        refunds = node["refunds"]
        pages = [self._client.page_of(refund, "refundLineItems") for refund in refunds]
        if len(refunds) >= queries.REFUNDS_IN_BATCH or any(after for _, after in pages):
            return self._all_refunds_of(order)
        return [
            rows.refund_row(line, refund, order)
            for refund, (lines, _) in zip(refunds, pages, strict=True)
            for line in lines
        ]

    def _all_refunds_of(self, order: Row) -> list[Row]:
        """For the order with many refunds or long ones: each refund by itself."""
        data = self._client.ask(queries.REFUND_IDS, id=order["order_id"])
        return [
            rows.refund_row(line, refund, order)
            for refund in (data.get("order") or {}).get("refunds") or ()
            for line in self._refund_lines(refund["id"])
        ]

    def _refund_lines(self, refund_id: str) -> Iterator[Node]:
        after: str | None = None
        while True:
            data = self._client.ask(queries.REFUND_LINES, id=refund_id, after=after)
            lines, after = self._client.page_of(data.get("refund") or {}, "refundLineItems")
            yield from lines
            if after is None:
                return


def search(since: datetime | None, before: datetime | None = None) -> str | None:
    """Shopify's search for what changed at or after `since` and before `before`; None for everything."""
    terms: list[str] = []
    for sign, at in ((">=", _utc(since)), ("<", _utc(before))):
        if at is not None:
            terms.append(f"updated_at:{sign}'{at:%Y-%m-%dT%H:%M:%SZ}'")
    return " AND ".join(terms) or None


def _utc(at: datetime | None) -> datetime | None:
    """Without a zone it is UTC already."""
    if at is None:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
