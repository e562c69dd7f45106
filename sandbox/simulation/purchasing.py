"""Reorders by (s, S) on a weekly look, supplier by supplier; confirms, receives, rejects."""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.simulation.catalogue import CNY_RATE, SUPPLIERS, Catalogue, Product
from sandbox.simulation.clock import Clock
from sandbox.simulation.stock import Stock

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator

    Array = np.ndarray[Any, Any]

SPLIT_SHARE, FORGOTTEN_SHARE, CANCELLED_SHARE = 0.08, 0.25, 0.01
ASSEMBLY_LEAD_DAYS = 14
COVER_DAYS = 35
WINDOW_DAYS = 90


@dataclass
class PurchaseOrder:
    """`supplier` and `location` are indexes; instants in seconds."""

    number: int
    supplier: int
    location: int
    ordered_at: int
    confirmed_at: int | None
    updated_at: int
    status: str = "confirmed"
    lines: "list[PurchaseLine]" = field(default_factory=list)


@dataclass
class PurchaseLine:
    """`quantity` and `received` in purchase units."""

    number: int
    order: PurchaseOrder
    product: int
    quantity: int
    unit_price: float
    requested_on: int
    promised_on: int
    received: int = 0


class Levels:
    """Reorder point and order-up-to level, products x locations, renewed every week from the last 90 days."""

    def __init__(self, catalogue: Catalogue, guess: "Array", demanded: "Array") -> None:
        import numpy as np

        self._demanded = demanded
        self._guess = guess
        leads = [
            SUPPLIERS[p.supplier].lead_days if p.supplier is not None else ASSEMBLY_LEAD_DAYS
            for p in catalogue.products
        ]
        spreads = [SUPPLIERS[p.supplier].lead_spread if p.supplier is not None else 1.0 for p in catalogue.products]
        self._lead = np.array(leads)[:, None]
        self._lead_spread = np.array(spreads)[:, None] * 1.5
        self._pack = np.array([p.min_order_qty * p.units_per_purchase_uom for p in catalogue.products])[:, None]
        self._stocked = catalogue.stocked
        self.renew(0)

    def renew(self, day: int) -> None:
        """Looks at the window before `day`; the first months lean on the planner's guess."""
        import numpy as np

        window = self._demanded[:, :, max(0, day - WINDOW_DAYS) : day]
        seen = min(1.0, window.shape[2] / WINDOW_DAYS)
        mean = window.mean(axis=2) if window.shape[2] else self._guess
        spread = window.std(axis=2) if window.shape[2] > 1 else np.sqrt(self._guess * 4)
        self.mean = seen * mean + (1 - seen) * self._guess
        spread = np.maximum(seen * spread + (1 - seen) * np.sqrt(self._guess * 4), 0.05)
        exposure = self._lead + 5
        safety = 1.2 * np.sqrt(exposure * spread**2 + (self.mean * self._lead_spread) ** 2)
        self.reorder_point = np.where(self._stocked, np.ceil(self.mean * exposure + safety), -1).astype(np.int64)
        more = np.maximum(np.ceil(self.mean * COVER_DAYS), 1)
        self.order_up_to = np.where(self._stocked, self.reorder_point + more, 0).astype(np.int64)


@dataclass
class Buyer:
    """Writes purchase orders and books what arrives. `on_order` is products x locations in stock units."""

    catalogue: Catalogue
    stock: Stock
    clock: Clock
    rng: "Generator"
    levels: Levels
    committed: "Array"
    on_order: "Array"
    ignored: set[tuple[int, int]] = field(default_factory=set)
    orders: list[PurchaseOrder] = field(default_factory=list)
    receipts: list[tuple[Any, ...]] = field(default_factory=list)
    _lines: int = 0
    _due: dict[int, list[tuple[PurchaseLine, int]]] = field(default_factory=dict)
    _send_back: dict[int, list[tuple[PurchaseLine, int]]] = field(default_factory=dict)

    def reorder(self, day: int) -> None:
        """Each supplier has its weekday; what is at or below its reorder point is ordered up to the level."""
        baskets: dict[tuple[int, int], list[tuple[int, int]]] = {}
        position = self.stock.on_hand - self.committed + self.on_order
        low = (position <= self.levels.reorder_point) & self.catalogue.stocked
        for index, location in zip(*(part.tolist() for part in low.nonzero()), strict=True):
            supplier = self._supplier(self.catalogue.products[index], day)
            if supplier is None or (index, location) in self.ignored or self.rng.random() < FORGOTTEN_SHARE:
                continue
            need = int(self.levels.order_up_to[index, location] - position[index, location])
            baskets.setdefault((supplier, location), []).append((index, need))
        for (supplier, location), needs in sorted(baskets.items()):
            self.order(supplier, location, [(i, self._lot(i, need)) for i, need in needs], day)

    def _supplier(self, product: Product, day: int) -> int | None:
        """Whom to ask today: nobody for what is made here, not launched yet, or not this supplier's day."""
        if product.supplier is None or product.launched_on_day - 45 > day:
            return None
        ask = product.supplier
        if product.second is not None and self.rng.random() < 0.2:
            ask = product.second
        return ask if ask % 5 == self.clock.weekday(day) else None

    def _lot(self, index: int, need: int) -> int:
        """Purchase units: at least the minimum, in multiples."""
        product = self.catalogue.products[index]
        packs = max(math.ceil(need / product.units_per_purchase_uom), product.min_order_qty)
        return math.ceil(packs / product.order_multiple) * product.order_multiple

    def order(
        self, supplier: int, location: int, wanted: list[tuple[int, int]], day: int, *, delay: int | None = None
    ) -> PurchaseOrder:
        """One purchase order of (product, purchase units). `delay`: days after the promise that all of it arrives."""
        ordered = self.clock.at(day, 15.0) + len(self.orders) % 3000
        confirm_days = int(self.rng.integers(1, 4))
        confirmed_day = day + confirm_days
        is_confirmed = confirmed_day <= self.clock.last
        order = PurchaseOrder(
            number=len(self.orders) + 1,
            supplier=supplier,
            location=location,
            ordered_at=ordered,
            confirmed_at=self.clock.at(confirmed_day, 8.5) if is_confirmed else None,
            updated_at=self.clock.at(confirmed_day, 8.5) if is_confirmed else ordered,
            status="confirmed" if is_confirmed else "pending",
        )
        self.orders.append(order)
        order.lines = [self._line(order, index, quantity, day, confirmed_day) for index, quantity in wanted]
        if delay is None and self.rng.random() < CANCELLED_SHARE and is_confirmed:
            order.status = "cancelled"
            return order
        for line in order.lines:
            self.on_order[line.product, location] += line.quantity * self._units(line)
            self._schedule(line, confirmed_day, delay)
        return order

    def _units(self, line: PurchaseLine) -> int:
        return self.catalogue.products[line.product].units_per_purchase_uom

    def _line(self, order: PurchaseOrder, index: int, quantity: int, day: int, confirmed_day: int) -> PurchaseLine:
        product, supplier = self.catalogue.products[index], SUPPLIERS[order.supplier]
        self._lines += 1
        rate = CNY_RATE if supplier.currency == "CNY" else 1.0
        price = product.unit_cost * product.units_per_purchase_uom / rate
        price *= (0.975 if day < self.clock.days // 2 else 1.0) * (1.06 if order.supplier == product.second else 1.0)
        price *= 1 + max(-0.15, float(self.rng.normal(0, supplier.price_spread)))
        asked = day + supplier.lead_days
        promised = max(asked, confirmed_day + supplier.lead_days + int(self.rng.integers(-2, 3)))
        return PurchaseLine(
            number=self._lines,
            order=order,
            product=index,
            quantity=quantity,
            unit_price=round(price, 2),
            requested_on=self.clock.midnight(asked),
            promised_on=self.clock.midnight(promised),
        )

    def _schedule(self, line: PurchaseLine, confirmed_day: int, delay: int | None) -> None:
        supplier = SUPPLIERS[line.order.supplier]
        promised = self.clock.day_of(line.promised_on)
        late = int(self.rng.integers(3, 15)) if self.rng.random() < supplier.late_share else 0
        drift = round(float(self.rng.normal(-0.7, supplier.lead_spread * 0.5)))
        arrives = max(confirmed_day + 1, promised + (min(0, drift) + late if delay is None else delay))
        first = line.quantity
        if delay is None and line.quantity > 3 and self.rng.random() < SPLIT_SHARE:
            first = int(line.quantity * self.rng.uniform(0.4, 0.8))
            self._due.setdefault(arrives + int(self.rng.integers(4, 12)), []).append((line, line.quantity - first))
        self._due.setdefault(arrives, []).append((line, first))

    def receive(self, day: int) -> None:
        """Books the day's receipts, and sends back what was rejected a week ago."""
        for place, (line, quantity) in enumerate(self._due.pop(day, [])):
            self.receive_line(line, quantity, day, self.clock.at(day, 6.5) + 45 * (place % 180))
        for line, quantity in self._send_back.pop(day, []):
            at = self.clock.at(day, 11.0)
            self.stock.move(
                line.product,
                line.order.location,
                at,
                -quantity,
                "supplier_return",
                status="damaged",
                po_line=line.number,
            )

    def receive_line(self, line: PurchaseLine, quantity: int, day: int, at: int) -> None:
        """One receipt of `quantity` purchase units; rejected units are damaged stock until they go back."""
        units = quantity * self._units(line)
        rejected = self._rejected(line, units)
        location = line.order.location
        self.receipts.append((len(self.receipts) + 1, line.number, at, units, rejected))
        self.stock.move(line.product, location, at, units - rejected, "receipt", po_line=line.number)
        self.stock.move(line.product, location, at, rejected, "receipt", status="damaged", po_line=line.number)
        self.on_order[line.product, location] -= units
        if rejected:
            self._send_back.setdefault(day + int(self.rng.integers(6, 15)), []).append((line, rejected))
        line.received += quantity
        line.order.updated_at = max(line.order.updated_at, at)
        if all(other.received == other.quantity for other in line.order.lines):
            line.order.status = "done"

    def _rejected(self, line: PurchaseLine, units: int) -> int:
        if self.rng.random() >= SUPPLIERS[line.order.supplier].reject_share:
            return 0
        return min(units, 1 + int(units * self.rng.uniform(0.02, 0.1)))
