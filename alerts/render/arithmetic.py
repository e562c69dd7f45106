"""The arithmetic of a requisition, line by line, so that a buyer can do it again by hand (R45).

Each result is the stored one. Where the stored inputs do not give it, the line says so instead of pretending.
"""

from decimal import ROUND_CEILING, Decimal

from alerts.render.parts import lead_time
from alerts.render.say import Say
from alerts.render.text import Safe, user_text
from alerts.render.values import number, plain_number

_RATE_PLACES = 4


def arithmetic(say: Say) -> list[Safe]:
    """The lines, from demand to amount."""
    sums = _Sums(say)
    return [
        say.word("sum.title"),
        say.word("sum.demand", mean=say.counted("per_day", "mean_daily_demand"), spread=sums.spread),
        say.word("sum.lead_time", lead_time=lead_time(say), review=say.counted("days", "review_days")),
        sums.safety(),
        sums.point(),
        sums.up_to(),
        sums.position(),
        *sums.trigger(),
        sums.net(),
        sums.lot(),
        *sums.supplier(),
        sums.amount(),
    ]


class _Sums:
    def __init__(self, say: Say) -> None:
        self.say = say

    def of(self, name: str) -> Decimal | None:
        return number(self.say.row.get(name))

    @property
    def spread(self) -> Safe:
        return self.say.number("demand_std_daily", _RATE_PLACES)

    def safety(self) -> Safe:
        """SS = z * spread over lead time plus review (TERMS.md); simulated ones are given."""
        level, z, spread = self.say.rate("service_level"), self.of("z_value"), self.of("horizon_std")
        stated = self.of("safety_stock")
        if z is None or spread is None or stated is None or not _same(z * spread, stated):
            return self.say.word("sum.safety.given", level=level, stated=self.say.number("safety_stock"))
        equation = self._equation(f"{_short(z)} × {_short(spread)}", z * spread, stated)
        return self.say.word("sum.safety", level=level, equation=equation)

    def point(self) -> Safe:
        """Demand expected over lead time plus review + safety stock."""
        demand, safety = self.of("horizon_demand"), self.of("safety_stock") or Decimal(0)
        return self._level("point", "reorder_point", demand, safety)

    def up_to(self) -> Safe:
        """Reorder point + mean demand x review."""
        mean, review, point = self.of("mean_daily_demand"), self.of("review_days"), self.of("reorder_point")
        more = None if mean is None or review is None else mean * review
        return self._level("up_to", "order_up_to", point, more)

    def _level(self, key: str, column: str, first: Decimal | None, second: Decimal | None) -> Safe:
        """first + second; where the stored level is another one, it was kept, or the ERP or the policy set it."""
        if (basis := user_text(self.say.row, "level_basis")) in {"erp", "kept"}:
            return self.say.word(f"sum.{key}.{basis}", stated=self.say.number(column))
        stated = self.of(column)
        if stated is None or first is None or second is None:
            return self.say.word(f"sum.{key}.given", stated=self.say.number(column))
        by_hand, left = first + second, f"{_short(first, 2)} + {_short(second, 2)}"
        if _same(by_hand, stated):
            return self.say.word(f"sum.{key}", equation=self._equation(left, by_hand, stated))
        formula = Safe(f"{left} = {_short(by_hand, 2)}")
        return self.say.word(f"sum.{key}.policy", stated=self.say.figure(stated), equation=formula)

    def position(self) -> Safe:
        """on hand - reserved - backordered + in transit + approved."""
        signed = (
            ("on_hand_qty", 1),
            ("reserved_qty", -1),
            ("backorder_qty", -1),
            ("in_transit_qty", 1),
            ("approved_requisition_qty", 1),
        )
        values = [(self.of(name) or Decimal(0), sign) for name, sign in signed]
        left = "".join(f" {'+' if sign > 0 else '−'} {_bracketed(value)}" for value, sign in values).removeprefix(" + ")
        by_hand = sum((value * sign for value, sign in values), Decimal(0))
        return self.say.word("sum.position", equation=self._equation(left, by_hand, self.of("inventory_position")))

    def trigger(self) -> list[Safe]:
        """Why now; left out where the numbers do not say so."""
        position, point = self.of("inventory_position"), self.of("reorder_point")
        if position is None or point is None or position > point:
            return []
        return [self.say.word("sum.trigger", position=self.say.figure(position), point=self.say.figure(point))]

    def net(self) -> Safe:
        """order-up-to level - position, or what needs with a day of their own ask for."""
        up_to, position, net = self.of("order_up_to"), self.of("inventory_position"), self.of("net_requirement")
        if net is not None and net == self.of("dated_qty"):
            return self.say.word("sum.net.dated", stated=self.say.number("net_requirement"))
        if up_to is None or position is None:
            return self.say.word("sum.net", equation=self.say.number("net_requirement"))
        left = f"{_short(up_to, 2)} − {_bracketed(position)}"
        return self.say.word("sum.net", equation=self._equation(left, up_to - position, net))

    def lot(self) -> Safe:
        """The larger of net requirement and minimum, up to the next multiple."""
        net, stated = self.of("net_requirement"), self.of("quantity")
        minimum, multiple = self.of("min_order_qty") or Decimal(0), self.of("order_multiple") or Decimal(1)
        shown = self.say.quantity("quantity")
        if net is not None and stated is not None and multiple > 0:
            lots = (max(net, minimum) / multiple).quantize(Decimal("0.000001")).to_integral_value(ROUND_CEILING)
            shown = self._judged(shown, lots * multiple, stated)
        values = {"minimum": self.say.figure(minimum), "multiple": self.say.figure(multiple)}
        return self.say.word("sum.lot", net=self.say.figure(net), quantity=shown, **values)

    def supplier(self) -> list[Safe]:
        """Why this supplier; left out where there was no choice, or the reader does not see cost."""
        reason = user_text(self.say.row, "supplier_reason")
        return [self.say.word("sum.supplier", reason=reason)] if reason else []

    def amount(self) -> Safe:
        """purchase quantity x price."""
        quantity, price = self.of("purchase_quantity"), self.of("unit_price")
        shown = self.say.money("amount", "currency")
        if quantity is None or price is None:
            return self.say.word("sum.amount", equation=shown)
        left = (
            f"{self.say.quantity('purchase_quantity', 'purchase_uom')} × {self.say.money('unit_price', 'currency', 4)}"
        )
        equation = self._judged(Safe(f"{left} = {shown}"), quantity * price, self.of("amount"))
        return self.say.word("sum.amount", equation=equation)

    def _equation(self, left: str, by_hand: Decimal, stated: Decimal | None) -> Safe:
        shown = by_hand if stated is None else stated
        return self._judged(Safe(f"{left} = {_short(shown, 2)}"), by_hand, stated)

    def _judged(self, equation: Safe, by_hand: Decimal, stated: Decimal | None) -> Safe:
        """`equation`, with a warning when the stored result is not what the inputs give."""
        if stated is None or _same(by_hand, stated):
            return equation
        return self.say.word("sum.differs", equation=equation, by_hand=Safe(_short(by_hand, 2)))


def _same(first: Decimal, second: Decimal) -> bool:
    """Equal but for the rounding of inputs that are stored with six decimals."""
    return abs(first - second) <= Decimal("0.01") + abs(second) / 10_000


def _short(value: Decimal, places: int = _RATE_PLACES) -> str:
    return plain_number(value, places)


def _bracketed(value: Decimal) -> str:
    return f"({_short(value, 2)})" if value < 0 else _short(value, 2)
