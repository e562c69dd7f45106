"""Orders come in, wait, are shipped or cancelled; some goods come back."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.simulation.catalogue import Catalogue
from sandbox.simulation.clock import Clock
from sandbox.simulation.demand import Demand
from sandbox.simulation.stock import Stock

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator

PATIENCE_DAYS = {"online": 24, "wholesale": 45}
CANCELLED_SHARE, DRAFT_SHARE, IN_BOTH_SHARE = 0.025, 0.18, 0.03
RETURN_SHARE = {"online": 0.06, "wholesale": 0.012}
DAMAGED_SHARE = 0.22


@dataclass
class Order:
    number: str
    channel: str
    customer: int
    location: int
    ordered_at: int
    in_shop: bool
    in_erp: bool
    updated_at: int
    status: str = "confirmed"
    cancelled_at: int | None = None
    lines: "list[Line]" = field(default_factory=list)


@dataclass
class Line:
    """`product` is an index, `number` the line_no."""

    number: int
    order: Order
    product: int
    quantity: int
    unit_price: float
    discount: float
    ready_day: int
    give_up_day: int
    shipped: int = 0
    shipped_at: int | None = None
    cancelled: int = 0

    @property
    def open(self) -> int:
        return self.quantity - self.shipped - self.cancelled


@dataclass
class SalesDesk:
    """Takes orders, ships and takes back. `demanded` is products x locations x days, units, lost sales included."""

    catalogue: Catalogue
    demand: Demand
    stock: Stock
    clock: Clock
    rng: "Generator"
    persons: int
    companies: int
    demanded: "np.ndarray[Any, Any]"
    committed: "np.ndarray[Any, Any]"
    orders: list[Order] = field(default_factory=list)
    returns: list[tuple[Any, ...]] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    damaged_back: dict[tuple[int, int], int] = field(default_factory=dict)
    _lines: int = 0
    _numbers: dict[str, int] = field(default_factory=lambda: {"online": 1000, "wholesale": 0})
    _coming_back: dict[int, list[tuple[Line, int]]] = field(default_factory=dict)

    def sell(self, day: int) -> None:
        """The orders of one day, shop first."""
        weights = self.demand.weights_on(day)
        cumulated = weights.cumsum(axis=0)
        for channel in ("online", "wholesale"):
            count = int(self.rng.poisson(self.demand.orders(day, channel)))
            for hour in sorted(self.rng.uniform(5.0, 19.5, size=count).tolist()):
                self._customer_orders(day, hour, channel, cumulated)

    def _customer_orders(self, day: int, hour: float, channel: str, cumulated: "np.ndarray[Any, Any]") -> None:
        location = int(self.demand.shares.cumsum().searchsorted(self.rng.random(), side="right"))
        location = min(location, len(self.demand.shares) - 1)
        column = cumulated[:, location]
        if column[-1] <= 0:
            return
        lines = 1 + int(self.rng.poisson(0.6 if channel == "online" else 2.4))
        picks = column.searchsorted(self.rng.random(lines) * column[-1], side="right")
        wanted = [(product, self._units(product, channel)) for product in dict.fromkeys(picks.tolist())]
        for product, quantity in wanted:
            self.demanded[product, location, day] += quantity
        taken = [(p, q) for p, q in wanted if self._is_taken(p, location, q, channel)]
        if taken:
            self.take(channel, location, self.clock.at(day, hour), taken)

    def _units(self, product: int, channel: str) -> int:
        if channel == "online":
            return int(self.rng.choice((1, 2, 3), p=(0.8, 0.15, 0.05)))
        usual = 2.2 if self.catalogue.products[product].list_price < 150 else 1.0
        return 1 + int(self.rng.gamma(2.0, usual))

    def _is_taken(self, product: int, location: int, quantity: int, channel: str) -> bool:
        """The shop sells little beyond stock; retailers accept to wait more often."""
        free = self.stock.on_hand[product, location] - self.committed[product, location]
        return bool(free >= quantity or self.rng.random() < (0.04 if channel == "online" else 0.15))

    def take(
        self, channel: str, location: int, at: int, wanted: list[tuple[int, int]], status: str | None = None
    ) -> Order:
        """Writes one order of (product, quantity) lines. Without `status` it may turn out cancelled or a draft."""
        is_shop = channel == "online"
        order = Order(
            number=self._next_number(channel),
            channel=channel,
            customer=self._customer(channel),
            location=location,
            ordered_at=at,
            in_shop=is_shop,
            in_erp=not is_shop or self.rng.random() < IN_BOTH_SHARE,
            updated_at=at,
        )
        day = self.clock.day_of(at)
        order.lines = [self._line(order, product, quantity, day) for product, quantity in wanted]
        self.orders.append(order)
        self._settle(order, status or self._fate(channel, day), at)
        return order

    def _fate(self, channel: str, day: int) -> str:
        if self.rng.random() < CANCELLED_SHARE and day < self.clock.last:
            return "cancelled"
        is_recent = channel == "wholesale" and day > self.clock.last - 10
        return "draft" if is_recent and self.rng.random() < DRAFT_SHARE else "confirmed"

    def _settle(self, order: Order, status: str, at: int) -> None:
        order.status = status
        if status == "cancelled":
            order.cancelled_at = order.updated_at = at + int(self.rng.integers(600, 14_000))
            for line in order.lines:
                line.cancelled = line.quantity
        elif status == "confirmed":
            self.waiting += order.lines
            for line in order.lines:
                self.committed[line.product, order.location] += line.quantity

    def _next_number(self, channel: str) -> str:
        self._numbers[channel] += 1
        return f"#{self._numbers[channel]}" if channel == "online" else f"S{self._numbers[channel]:05d}"

    def _customer(self, channel: str) -> int:
        """A number; early customers buy more often."""
        if channel == "online":
            return 1 + int(self.persons * self.rng.random() ** 1.5)
        return 1 + self.persons + int(self.companies * self.rng.random() ** 1.3)

    def _line(self, order: Order, product: int, quantity: int, day: int) -> Line:
        listed = self.catalogue.products[product].list_price
        price = round(listed * (1.0 if order.channel == "online" else 0.72), 2)
        rate = self.demand.discount(product, day)
        self._lines += 1
        wait = int(self.rng.integers(1, 3)) if order.channel == "online" else int(self.rng.integers(1, 5))
        return Line(
            number=self._lines,
            order=order,
            product=product,
            quantity=quantity,
            unit_price=price,
            discount=round(price * quantity * rate, 2),
            ready_day=day + wait,
            give_up_day=day + PATIENCE_DAYS[order.channel],
        )

    def ship(self, day: int) -> None:
        """Oldest lines first, as far as stock goes; who has waited too long cancels the rest."""
        still: list[Line] = []
        for place, line in enumerate(self.waiting):
            if line.ready_day <= day:
                self._ship_line(line, day, self.clock.at(day, 12.0) + 10 * (place % 1200))
            if line.open > 0:
                still.append(line)
            else:
                self._close(line.order)
        self.waiting = still

    def _ship_line(self, line: Line, day: int, at: int) -> None:
        location = line.order.location
        free = int(self.stock.on_hand[line.product, location])
        quantity = min(line.open, free) if free >= line.open or line.order.channel == "wholesale" else 0
        if quantity > 0:
            self.stock.move(line.product, location, at, -quantity, "sale", line=line.number)
            line.shipped += quantity
            line.shipped_at = line.order.updated_at = at
            self._maybe_returned(line, quantity, day)
        given_up = line.open if day >= line.give_up_day else 0
        if given_up:
            line.cancelled += given_up
            line.order.updated_at = at
        self.committed[line.product, location] -= quantity + given_up

    def _close(self, order: Order) -> None:
        if order.status == "confirmed" and all(line.open == 0 for line in order.lines):
            is_shipped = any(line.shipped for line in order.lines)
            order.status = "done" if is_shipped else "cancelled"
            order.cancelled_at = None if is_shipped else order.updated_at

    def _maybe_returned(self, line: Line, quantity: int, day: int) -> None:
        if self.rng.random() < RETURN_SHARE[line.order.channel]:
            back = day + int(self.rng.integers(4, 24))
            self._coming_back.setdefault(back, []).append((line, int(self.rng.integers(1, quantity + 1))))

    def take_back(self, day: int) -> None:
        """The returns that arrive on `day`."""
        for place, (line, quantity) in enumerate(self._coming_back.pop(day, [])):
            disposition = "damaged" if self.rng.random() < DAMAGED_SHARE else "sellable"
            self.take_back_line(line, quantity, disposition, self.clock.at(day, 9.0) + 60 * (place % 50))

    def take_back_line(self, line: Line, quantity: int, disposition: str, at: int) -> int:
        """Writes one return, its movement, and gives its number."""
        number = len(self.returns) + 1
        refund = round((line.unit_price - line.discount / line.quantity) * quantity, 2)
        self.returns.append((number, line.number, quantity, at, disposition, refund))
        location = line.order.location
        self.stock.move(
            line.product, location, at, quantity, "sale_return", status=disposition, line=line.number, return_=number
        )
        line.order.updated_at = max(line.order.updated_at, at)
        if disposition == "damaged":
            place = (line.product, location)
            self.damaged_back[place] = self.damaged_back.get(place, 0) + quantity
        return number

    def scrap(self, day: int) -> None:
        """Once a month what came back damaged is thrown away."""
        if (self.clock.last - day) % 30 == 15:
            for (product, location), quantity in self.damaged_back.items():
                self.stock.move(product, location, self.clock.at(day, 11.0), -quantity, "scrap", status="damaged")
            self.damaged_back.clear()
