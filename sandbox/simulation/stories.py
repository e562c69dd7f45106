"""What is planted on purpose, so that every kind of finding is in the data and tests can look for it."""

import math
from dataclasses import dataclass, field
from typing import Any

from sandbox.simulation.catalogue import HAM, LYO, SUPPLIERS, THREE_NAMES, Catalogue
from sandbox.simulation.clock import Clock
from sandbox.simulation.demand import Demand
from sandbox.simulation.purchasing import Buyer, Levels
from sandbox.simulation.sales import Line, SalesDesk
from sandbox.simulation.stock import Stock

OVERDUE_DAYS, FORGOTTEN_DAYS, QUIET_LEAD_DAYS = 9, 25, 15


@dataclass(frozen=True)
class Cast:
    """Products (indexes) that the stories are about; all different."""

    three_names: int
    oversold: int
    overdue: int
    slow: int
    slow_location: int
    pack: int
    unknown: int


def choose_cast(catalogue: Catalogue, demand: Demand, clock: Clock) -> Cast:
    """Popular products for what hurts, the least wanted one for what lies around."""
    wanted = demand.expected_units(clock.last)[:, HAM]
    bought = [i for i, p in enumerate(catalogue.products) if p.is_purchased and p.is_sold and p.launched_on_day == 0]
    three = min(THREE_NAMES, sum(p.is_purchased and p.is_sold for p in catalogue.products)) - 1
    free = sorted((i for i in bought if i != three), key=lambda i: (-wanted[i], i))
    pack = next(i for i in free if catalogue.products[i].units_per_purchase_uom > 1)
    free.remove(pack)
    slow_location = LYO if len(catalogue.locations) > LYO else HAM
    slow = next(i for i in reversed(free) if catalogue.stocked[i, slow_location])
    free.remove(slow)
    return Cast(three, free[1], free[4], slow, slow_location, pack, len(catalogue.products) - 1)


def _lead_days(catalogue: Catalogue, index: int) -> int:
    supplier = catalogue.products[index].supplier
    return SUPPLIERS[supplier].lead_days if supplier is not None else 0


@dataclass
class Stage:
    """Plays the stories at their moments: `before` shipping and `after` the day's sales."""

    cast: Cast
    catalogue: Catalogue
    stock: Stock
    clock: Clock
    desk: SalesDesk
    buyer: Buyer
    levels: Levels
    told: list[tuple[Any, ...]] = field(default_factory=list)
    forgotten: int = -1

    def before(self, day: int) -> None:
        left = self.clock.last - day
        if left == min(240, self.clock.days // 2):
            self._buy_too_much(day)
        if left == FORGOTTEN_DAYS:
            self._forget()
        if left == self._overdue_lead() + OVERDUE_DAYS + 2:
            self._order_from_the_late(day)
        if left == 5:
            self.buyer.order(self._supplier(self.cast.oversold), HAM, [self._lot(self.cast.oversold)], day, delay=0)
        if left == 6:
            self._damaged_return(day)
        if left == 1:
            self._count_low(day)

    def after(self, day: int) -> None:
        left = self.clock.last - day
        if left in (2, 8, 20):
            self.desk.take("online", HAM, self.clock.at(day, 19.9), [(self.cast.unknown, 1)], "confirmed")
        if left == 0:
            self._oversell(day)
            self._tell_the_rest()

    def _supplier(self, index: int) -> int:
        supplier = self.catalogue.products[index].supplier
        assert supplier is not None, "stories about buying are told of products that are bought"
        return supplier

    def _lot(self, index: int, units: int = 0) -> tuple[int, int]:
        product = self.catalogue.products[index]
        packs = max(product.min_order_qty, math.ceil(units / product.units_per_purchase_uom))
        return index, math.ceil(packs / product.order_multiple) * product.order_multiple

    def _overdue_lead(self) -> int:
        return _lead_days(self.catalogue, self.cast.overdue)

    def _tell(self, story: str, product: int | None, location: int | None, detail: str) -> None:
        number = None if product is None else product + 1
        self.told.append((story, number, None if location is None else location + 1, detail))

    def _buy_too_much(self, day: int) -> None:
        index, location = self.cast.slow, self.cast.slow_location
        units = max(240, math.ceil(float(self.levels.mean[index, location]) * 1500))
        order = self.buyer.order(self._supplier(index), location, [self._lot(index, units)], day, delay=0)
        self.buyer.ignored.add((index, location))
        self._tell("overstocked_slow", index, location, f"P{order.number:05d} brought years of cover")

    def _order_from_the_late(self, day: int) -> None:
        index = self.cast.overdue
        lot = self._lot(index, math.ceil(float(self.levels.mean[index, HAM]) * 30))
        order = self.buyer.order(self._supplier(index), HAM, [lot], day, delay=365)
        order.lines[0].promised_on = self.clock.midnight(self.clock.last - OVERDUE_DAYS)
        self._tell(
            "overdue_receipt", index, HAM, f"P{order.number:05d} was promised {OVERDUE_DAYS} days before the end"
        )

    def _damaged_return(self, day: int) -> None:
        line = self._a_shipped_line(day)
        number = self.desk.take_back_line(line, 1, "damaged", self.clock.at(day, 9.86))
        self._tell("damaged_return", line.product, line.order.location, f"return {number} of order {line.order.number}")

    def _a_shipped_line(self, day: int) -> Line:
        """The newest shop line that was shipped whole a week ago or earlier and never came back."""
        back = {row[1] for row in self.desk.returns}
        latest = self.clock.midnight(day - 7)
        for order in reversed(self.desk.orders):
            for line in order.lines if order.channel == "online" else ():
                if (
                    line.shipped_at
                    and line.shipped_at < latest
                    and line.shipped == line.quantity
                    and line.number not in back
                ):
                    return line
        raise ValueError("simulation: no shop order was shipped early enough to come back; simulate more days.")

    def _forget(self) -> None:
        """From now on nobody buys a popular product from nearby that has long cover and nothing on order."""
        cast, mean = self.cast, self.levels.mean[:, HAM]
        near = [
            i
            for i, product in enumerate(self.catalogue.products)
            if product.is_sold and product.is_purchased and _lead_days(self.catalogue, i) <= QUIET_LEAD_DAYS
            if i not in (cast.three_names, cast.oversold, cast.overdue, cast.slow, cast.pack)
        ]
        popular = sorted(near, key=lambda i: (-mean[i], i))[: max(1, len(near) // 4)]
        free = self.stock.on_hand[:, HAM] - self.desk.committed[:, HAM]
        self.forgotten = max(popular, key=lambda i: (self.buyer.on_order[i, HAM] == 0, free[i] / mean[i], -i))
        self.buyer.ignored.add((self.forgotten, HAM))

    def _count_low(self, day: int) -> None:
        """A count finds only days' worth of a popular product that nobody reorders."""
        index = self.forgotten
        usual = max(3, math.ceil(float(self.levels.mean[index, HAM]) * 8))
        surplus = int(self.stock.on_hand[index, HAM] - self.desk.committed[index, HAM]) - usual
        self.stock.move(index, HAM, self.clock.at(day, 6.0), -max(0, surplus), "adjustment")
        self._tell("below_reorder_point", index, HAM, "a count found little, nothing is on order")

    def _oversell(self, day: int) -> None:
        """Five orders on the last evening promise more than there is."""
        index = self.cast.oversold
        free = max(0, int(self.stock.on_hand[index, HAM] - self.desk.committed[index, HAM]))
        wanted = [("wholesale", free // 2 + 2), ("wholesale", free - free // 2 + 3)] + [("online", 2)] * 3
        for place, (channel, quantity) in enumerate(wanted):
            self.desk.take(channel, HAM, self.clock.at(day, 20.0 + 0.1 * place), [(index, quantity)], "confirmed")
        self._tell(
            "oversold", index, HAM, f"committed {self.desk.committed[index, HAM]} of {self.stock.on_hand[index, HAM]}"
        )

    def _tell_the_rest(self) -> None:
        products = self.catalogue.products
        three, pack, unknown = self.cast.three_names, self.cast.pack, self.cast.unknown
        known = products[three]
        self._tell(
            "three_names", three, None, f"{known.sku} = {known.shop_sku} = {known.wms_code} = {known.shop_title}"
        )
        self._tell("pack_of_12", pack, None, f"bought by {products[pack].purchase_uom}, sold by piece")
        self._tell("unknown_sku", unknown, None, products[unknown].shop_sku)
        both = [order.number for order in self.desk.orders if order.in_shop and order.in_erp]
        self._tell(
            "order_in_two_systems", None, None, f"{len(both)} orders, the last is {both[-1] if both else 'none'}"
        )
