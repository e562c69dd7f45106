"""Orders, purchases, receipts and movements of one chunk as Arrow tables."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.generation.flows import Flows
from sandbox.generation.plan import Masters, Size
from sandbox.generation.tables import CURRENCY, UOM, Names, dates, instants, is_wholesale, numbered, table

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Array = np.ndarray[Any, Any]

HOUR = 3_600
RECEIVED, PRODUCED, SHIPPED, SENT_BACK = 6 * HOUR, 10 * HOUR, 14 * HOUR, 17 * HOUR
LINES_AN_ORDER = 2
CONFIRM_DAYS = 1


@dataclass(frozen=True)
class Chunk:
    """One chunk's tables by stream, and its stock at the end: product, location, on hand, reserved."""

    tables: dict[str, "pa.Table"]
    levels: tuple["Array", "Array", "Array", "Array"]


def make_chunk(size: Size, masters: Masters, names: Names, flows: Flows, first: int) -> Chunk:
    """`first` is the chunk's first product; ids carry it, so that chunks never share one."""
    movements = _movements(flows, masters)
    tables = {
        "order_lines": _order_lines(size, masters, names, flows, first),
        **_purchases(size, masters, names, flows, first),
        "inventory_movements": _movement_table(size, names, flows, first, movements),
    }
    return Chunk(tables, _levels(flows, movements))


def _order_lines(size: Size, masters: Masters, names: Names, flows: Flows, first: int) -> "pa.Table":
    import numpy as np

    demand, places = flows.demand, flows.places
    product, location = places.product[demand.place], places.location[demand.place]
    buckets = max(1, len(product) // (size.days * size.locations * LINES_AN_ORDER))
    bucket = size.rng(2, first).integers(0, buckets, len(product))
    customer = (demand.day * 7_919 + location * 104_729 + bucket * 31 + first) % size.customers
    wholesale = is_wholesale(size, customer)
    price = np.round(masters.price[product] * np.where(wholesale, 0.7, 1.0), 2)
    ordered = instants(size, demand.day, 6 * HOUR + bucket * 37 % (12 * HOUR))
    is_shipped = demand.shipped > 0
    shipped = np.where(is_shipped, instants(size, demand.day + 1, SHIPPED), np.datetime64("NaT"))
    order = numbered(f"O-{first}", demand.day, location, bucket)
    return table(
        "order_lines",
        {
            "order_line_id": numbered(f"OL-{first}", np.arange(len(product))),
            "order_id": order,
            "order_number": order,
            "channel": _either(wholesale, "wholesale", "online"),
            "status": _either(is_shipped, "done", "confirmed"),
            "customer_id": names.customer.take(customer),
            "product_id": names.product.take(product),
            "location_id": names.location.take(location),
            "ordered_at": ordered,
            "shipped_at": shipped,
            "quantity": demand.quantity,
            "shipped_qty": demand.shipped,
            "cancelled_qty": 0,
            "uom": UOM,
            "unit_price": price,
            "discount_amount": 0.0,
            "net_amount": np.round(price * demand.quantity, 2),
            "currency": CURRENCY,
            "updated_at": np.where(is_shipped, shipped, ordered),
        },
    )


def _either(chosen: "Array", yes: str, no: str) -> "pa.Array[Any]":
    return _words((no, yes), chosen)


def _purchases(size: Size, masters: Masters, names: Names, flows: Flows, first: int) -> dict[str, "pa.Table"]:
    """Purchase order lines, and receipts of those that came. Order, promise and arrival in whole days."""
    import numpy as np

    supply, places = flows.supply, flows.places
    rows = ~masters.is_kit(places.product[supply.place])
    place, day, came = supply.place[rows], supply.day[rows], ~supply.is_open[rows]
    good, rejected = supply.good[rows], supply.rejected[rows]
    product, location = places.product[place], places.location[place]
    supplier = masters.supplier[product]
    lead = masters.lead_days[supplier]
    rng = size.rng(3, first)
    late = (rng.random(len(place)) < np.where(masters.is_late[supplier], 0.4, 0.06)) * rng.integers(1, 10, len(place))
    late = np.minimum(late, lead - CONFIRM_DAYS - 3)
    promised = np.where(came, day - late + (late == 0) * rng.integers(0, 3, len(place)), day)
    ordered = day - lead
    is_confirmed = ordered + CONFIRM_DAYS < size.days
    order = numbered(f"PO-{first}", supplier, location, ordered + 1000)
    status = np.where(came, 0, np.where(is_confirmed, 1, 2))
    confirmed = np.where(is_confirmed, instants(size, ordered + CONFIRM_DAYS, 9 * HOUR), np.datetime64("NaT"))
    placed = instants(size, ordered, 15 * HOUR)
    received = np.where(came, instants(size, day, RECEIVED), np.datetime64("NaT"))
    lines = {
        "purchase_order_line_id": numbered(f"PL-{first}", place, supply.cycle[rows]),
        "purchase_order_id": order,
        "purchase_order_number": order,
        "status": _words(("done", "confirmed", "pending"), status),
        "supplier_id": names.supplier.take(supplier),
        "product_id": names.product.take(product),
        "location_id": names.location.take(location),
        "ordered_at": placed,
        "confirmed_at": confirmed,
        "requested_on": dates(size, ordered + lead),
        "promised_on": dates(size, promised),
        "quantity": good + rejected,
        "received_qty": np.where(came, good + rejected, 0),
        "rejected_qty": np.where(came, rejected, 0),
        "cancelled_qty": 0,
        "uom": UOM,
        "unit_price": np.round(masters.cost[product] * (1 + rng.normal(0, 0.02, len(place)).clip(-0.1, 0.1)), 2),
        "currency": CURRENCY,
        "updated_at": np.where(came, received, np.where(is_confirmed, confirmed, placed)),
    }
    return {
        "purchase_order_lines": table("purchase_order_lines", lines),
        "receipts": _receipts(lines, received, came),
    }


def _words(words: tuple[str, ...], index: "Array") -> "pa.Array[Any]":
    import pyarrow as pa

    return pa.array(words).take(pa.array(index.astype("int64")))


def _receipts(lines: dict[str, Any], received: "Array", came: "Array") -> "pa.Table":
    """One receipt for every purchase line that came."""
    import pyarrow as pa

    mask = pa.array(came)
    line = lines["purchase_order_line_id"].filter(mask)
    return table(
        "receipts",
        {
            "receipt_id": line,
            "purchase_order_line_id": line,
            "product_id": lines["product_id"].filter(mask),
            "location_id": lines["location_id"].filter(mask),
            "received_at": received[came],
            "quantity": lines["received_qty"][came],
            "inspected_qty": lines["received_qty"][came],
            "rejected_qty": lines["rejected_qty"][came],
            "uom": UOM,
            "updated_at": received[came],
        },
    )


MOVEMENT_TYPES = ("opening", "sale", "receipt", "supplier_return", "production_in", "production_out")
OPENING, SALE, RECEIPT, RETURN, MADE, USED = range(6)


def _movements(flows: Flows, masters: Masters) -> "Array":
    """Columns place, day, seconds, quantity, type, is damaged; one row a movement."""
    import numpy as np

    places, demand, supply, use = flows.places, flows.demand, flows.supply, flows.use
    everywhere = np.arange(len(places.product))
    sold = demand.shipped > 0
    came = ~supply.is_open
    is_kit = masters.is_kit(places.product)[supply.place]
    bought, made, bad = came & ~is_kit, came & is_kit, came & (supply.rejected > 0)
    parts = (
        (everywhere, 0 * everywhere, 5 * HOUR, places.opening, OPENING, 0),
        (demand.place[sold], demand.day[sold] + 1, SHIPPED, -demand.shipped[sold], SALE, 0),
        (supply.place[bought], supply.day[bought], RECEIVED, supply.good[bought], RECEIPT, 0),
        (supply.place[bad], supply.day[bad], RECEIVED, supply.rejected[bad], RECEIPT, 1),
        (supply.place[bad], supply.day[bad], SENT_BACK, -supply.rejected[bad], RETURN, 1),
        (supply.place[made], supply.day[made], PRODUCED, supply.good[made], MADE, 0),
        (use.place, use.day, PRODUCED, -use.quantity, USED, 0),
    )
    return np.concatenate([np.column_stack(np.broadcast_arrays(*part)) for part in parts])


def _movement_table(size: Size, names: Names, flows: Flows, first: int, movements: "Array") -> "pa.Table":
    import numpy as np

    place, day, seconds, quantity, kind, is_damaged = movements.T
    moved = instants(size, day, seconds)
    return table(
        "inventory_movements",
        {
            "movement_id": numbered(f"M-{first}", np.arange(len(place))),
            "product_id": names.product.take(flows.places.product[place]),
            "location_id": names.location.take(flows.places.location[place]),
            "moved_at": moved,
            "quantity": quantity,
            "uom": UOM,
            "movement_type": _words(MOVEMENT_TYPES, kind),
            "stock_status": _words(("sellable", "damaged"), is_damaged),
            "updated_at": moved,
        },
    )


def _levels(flows: Flows, movements: "Array") -> tuple["Array", "Array", "Array", "Array"]:
    """On hand adds up the sellable movements, nothing else."""
    import numpy as np

    places, demand = flows.places, flows.demand
    on_hand, reserved = np.zeros_like(places.opening), np.zeros_like(places.opening)
    sellable = movements[movements[:, 5] == 0]
    np.add.at(on_hand, sellable[:, 0], sellable[:, 3])
    np.add.at(reserved, demand.place, demand.quantity - demand.shipped)
    return places.product, places.location, on_hand, reserved
