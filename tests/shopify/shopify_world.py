"""A small world made by hand, and the sandbox shop over real HTTP."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette

from connectors.shopify.reader import ShopifyReader
from sandbox.simulation.frames import FRAMES, frame
from sandbox.world import World

TOKEN = "shpat_sandbox"
DAY = 86_400
START = int(datetime(2026, 10, 1, 8, tzinfo=UTC).timestamp())
TITLES = ("Zelt „Grün“ 帐篷 🏕️", "=cmd()|' /C calc'!A0", 'O\'Neill "Pro" 背包')


def make_world(orders: int = 6, lines: int = 2, returns: int = 1) -> World:
    """`orders` shop orders a minute apart, each with `lines` lines of 3 units; the first has `returns` returns.

    Order 2 is cancelled, order 3 waits. Besides there is one wholesale order that is not in the shop.
    """
    rows: dict[str, list[Sequence[Any]]] = {name: [] for name in FRAMES}
    rows["locations"] = [(1, "HAM", "Hamburg", "DE", "UTC", "erp"), (2, "SHA", "上海仓", "CN", "UTC", "wms")]
    for no, title in enumerate(TITLES, 1):
        sku = None if no == 3 else f"SKU-{no}"
        names = (no, sku, f"SHOP-{no}", title, None, title, title, None, "Tents", "Units", "Units")
        rows["products"].append((*names, 1, 19.9, 7.25, True, True, False, START, START + no * DAY))
    rows["products"].append(
        (
            4,
            "PART",
            None,
            None,
            None,
            "Part",
            "Part",
            None,
            "Parts",
            "Units",
            "Units",
            1,
            1,
            1,
            False,
            True,
            False,
            START,
            START,
        )
    )
    rows["customers"] = [
        (1, "王 小明", "xiaoming@example.cn", "CN", "consumer", False, START),
        (2, "Firma", "f@example.org", "DE", "retailer", True, START),
    ]
    for no in range(1, orders + 1):
        _order(rows, no, lines)
    rows["orders"].append(
        (orders + 1, "S00001", "wholesale", False, True, 2, 1, START, "confirmed", "EUR", None, START)
    )
    rows["order_lines"].append((orders * lines + 1, orders + 1, 1, 9, 10.0, 0.0, 0, None, 0))
    rows["returns"] = [
        (no, 1, 1, START + no * DAY, "sellable" if no % 2 else "damaged", 19.15) for no in range(1, returns + 1)
    ]
    rows["movements"] = [(1, 1, 1, START, 40, "receipt", "sellable", None, None, None, None)]
    rows["movements"].append((2, 1, 1, START + 60, 2, "sale_return", "damaged", None, None, None, None))
    return World(0, date(2026, 10, 31), **{name: frame(name, rows[name]) for name in FRAMES})


def _order(rows: dict[str, list[Sequence[Any]]], no: int, lines: int) -> None:
    at = START + 60 * no
    cancelled, waits = no == 2, no == 3
    status = "cancelled" if cancelled else "confirmed" if waits else "done"
    stop = at + 30 if cancelled else None
    rows["orders"].append((no, f"#{1000 + no}", "online", True, False, 1, 1, at, status, "EUR", stop, stop or at))
    for line in range(lines):
        number, product = (no - 1) * lines + line + 1, line % 3 + 1
        shipped = 0 if cancelled or waits else 3
        rows["order_lines"].append(
            (number, no, product, 3, 19.9, 2.25, shipped, at if shipped else None, 3 if cancelled else 0)
        )


class Shop:
    """A running sandbox shop: its address and application."""

    def __init__(self, app: Starlette, port: int) -> None:
        self.app = app
        self.faults = app.state.faults
        self.url = f"http://127.0.0.1:{port}"


@contextmanager
def running(app: Starlette) -> Iterator[Shop]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield Shop(app, server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)


def all_rows(reader: ShopifyReader, stream: str, since: datetime | None = None) -> list[dict[str, Any]]:
    """Every row of a stream."""
    pages = cast(Iterator[Sequence[dict[str, Any]]], reader.read(reader.system.stream(stream), since))
    return [row for page in pages for row in page]
