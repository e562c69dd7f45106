"""One company through its days: everything that happens, in the order in which it happens."""

from typing import TYPE_CHECKING, Any

from sandbox.simulation import masters
from sandbox.simulation.catalogue import make_catalogue
from sandbox.simulation.clock import Clock
from sandbox.simulation.demand import Demand, promotion_rows
from sandbox.simulation.purchasing import Buyer, Levels
from sandbox.simulation.purchasing_rows import purchase_rows
from sandbox.simulation.sales import SalesDesk
from sandbox.simulation.sales_rows import order_rows
from sandbox.simulation.stock import Stock
from sandbox.simulation.stories import Stage, choose_cast
from sandbox.simulation.workshop import Workshop, with_dependent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator

Row = tuple[Any, ...]


class Company:
    """Everybody at work; `live` lets the days pass, `rows` gives what was written down."""

    def __init__(self, seed: int, products: int, locations: int, clock: Clock) -> None:
        import numpy as np

        self.rng: Iterator[Generator] = (np.random.default_rng(part) for part in np.random.SeedSequence(seed).spawn(16))
        self.clock = clock
        self.persons, self.companies = 9 * products, max(6, products * 3 // 10)
        self.catalogue = make_catalogue(next(self.rng), products, locations, clock)
        self.demand = Demand(self.catalogue, clock, next(self.rng))
        shape = self.catalogue.stocked.shape
        self.demanded = np.zeros((*shape, clock.days), dtype=np.float32)
        self.committed, on_order = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        self.stock = Stock(*shape)
        guess = with_dependent(self.demand.expected_units(0), self.catalogue)
        self.levels = Levels(self.catalogue, guess, self.demanded)
        self.desk = SalesDesk(
            self.catalogue,
            self.demand,
            self.stock,
            clock,
            next(self.rng),
            self.persons,
            self.companies,
            self.demanded,
            self.committed,
        )
        self.buyer = Buyer(self.catalogue, self.stock, clock, next(self.rng), self.levels, self.committed, on_order)
        self.workshop = Workshop(self.catalogue, self.stock, clock, self.levels, self.committed, self.demanded)
        cast = choose_cast(self.catalogue, self.demand, clock)
        self.stage = Stage(cast, self.catalogue, self.stock, clock, self.desk, self.buyer, self.levels)
        self._counting = next(self.rng)

    def live(self) -> None:
        """Opens with stock and lets every day pass."""
        self._open()
        for day in range(self.clock.days):
            if day % 7 == 0 and day:
                self.levels.renew(day)
            self._count(day)
            self.stage.before(day)
            self.buyer.receive(day)
            self.desk.take_back(day)
            self.workshop.produce(day)
            self.desk.scrap(day)
            self.desk.ship(day)
            self.desk.sell(day)
            self.buyer.reorder(day)
            self.stage.after(day)

    def _open(self) -> None:
        at = self.clock.at(0, 5.0)
        lows, highs = self.levels.reorder_point, self.levels.order_up_to
        chances = self._counting.uniform(0.2, 1.0, size=lows.shape)
        for product, location in zip(*(part.tolist() for part in self.catalogue.stocked.nonzero()), strict=True):
            if self.catalogue.products[product].launched_on_day == 0:
                low, high = int(lows[product, location]), int(highs[product, location])
                quantity = low + round((high - low) * float(chances[product, location]))
                self.stock.move(product, location, at, quantity, "opening")

    def _count(self, day: int) -> None:
        """Now and then a count finds a unit or two more or less."""
        products, locations = self.catalogue.stocked.shape
        for _ in range(int(self._counting.poisson(0.4))):
            product, location = int(self._counting.integers(products)), int(self._counting.integers(locations))
            found = int(self._counting.choice([-2, -1, -1, 1]))
            if self.stock.on_hand[product, location] > 6:
                self.stock.move(product, location, self.clock.at(day, 5.9), found, "adjustment")

    def rows(self) -> dict[str, list[Row]]:
        """The rows of every frame."""
        orders, order_lines = order_rows(self.desk.orders)
        purchase_orders, purchase_lines = purchase_rows(self.buyer.orders, self.catalogue)
        clock, catalogue = self.clock, self.catalogue
        return {
            "locations": masters.location_rows(catalogue),
            "suppliers": masters.supplier_rows(),
            "products": masters.product_rows(catalogue, clock, next(self.rng)),
            "supplier_products": masters.term_rows(catalogue, clock, next(self.rng)),
            "bom_lines": [(parent + 1, part + 1, quantity) for parent, part, quantity in catalogue.bom],
            "customers": masters.customer_rows(clock, next(self.rng), self.persons, self.companies),
            "orders": orders,
            "order_lines": order_lines,
            "returns": self.desk.returns,
            "purchase_orders": purchase_orders,
            "purchase_order_lines": purchase_lines,
            "receipts": self.buyer.receipts,
            "movements": self.stock.movement_rows(),
            "promotions": promotion_rows(self.demand, catalogue, clock),
            "currency_rates": masters.rate_rows(clock, next(self.rng)),
            "stories": sorted(self.stage.told),
        }
