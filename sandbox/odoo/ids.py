"""Which id a thing of the simulated company has in Odoo. Ids of different models overlap, as they do there."""

UNITS = 1
"""`uom.uom` of the stock unit; others follow in order of appearance."""

COMPANY = 1
PHYSICAL, PARTNERS, VIRTUAL, VENDORS, CUSTOMERS, LOSS, PRODUCTION, SCRAP, TRANSIT = range(1, 10)
"""Locations that every Odoo database has: three views, then the virtual ones."""

OPEN_OUT = 10_000_000
OPEN_IN = 20_000_000
"""Open moves: this plus the number of the order line or purchase order line."""

VIRTUAL_QUANT = 10_000_000
"""Quants of virtual locations lie above this."""


def template(product_no: int) -> int:
    return 100_000 + product_no


def supplier(supplier_no: int) -> int:
    return 1_000 + supplier_no


def customer(customer_no: int) -> int:
    return 10_000 + customer_no


def view(location_no: int) -> int:
    return 10 * location_no + 10


def stock(location_no: int) -> int:
    """The location that sellable goods lie in."""
    return view(location_no) + 1


def quality(location_no: int) -> int:
    """The location that damaged goods lie in: internal, and marked as a scrap location."""
    return view(location_no) + 2


def picking_type(location_no: int, code: str) -> int:
    """Operation type of a warehouse; `code` is `incoming`, `outgoing` or `internal`."""
    return 3 * (location_no - 1) + {"incoming": 1, "outgoing": 2, "internal": 3}[code]
