"""How much is wanted: by week, season, trend, promotion and taste of each place."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.simulation.catalogue import Catalogue
from sandbox.simulation.clock import Clock

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator

    Array = np.ndarray[Any, Any]

SHOP_ORDERS_A_DAY, WHOLESALE_ORDERS_A_DAY, NORMAL_PRODUCTS = 25, 6, 200
SHOP_LINES, WHOLESALE_LINES = 1.6, 3.4
SHOP_UNITS, WHOLESALE_UNITS = 1.25, 4.6
WEEK = (1.08, 0.95, 0.95, 1.0, 1.1, 1.02, 0.9)
SEASON = {
    "Tents": (0.55, 185),
    "Backpacks": (0.35, 200),
    "Sleeping": (0.3, 190),
    "Cooking": (0.25, 190),
    "Lighting": (0.3, 335),
    "Apparel": (0.3, 320),
}
"""Relative swing and the day of the year on which demand peaks."""


@dataclass(frozen=True)
class Promotion:
    """A discount on one product (index) over days `first` to `last`, both included."""

    product: int
    first: int
    last: int
    discount: float
    uplift: float


class Demand:
    """The wish to buy: relative weights of products (products x locations) and orders a day."""

    def __init__(self, catalogue: Catalogue, clock: Clock, rng: "Generator") -> None:
        import numpy as np

        self._clock = clock
        self._scale = len(catalogue.products) / NORMAL_PRODUCTS
        self.promotions = _promotions(catalogue, clock, rng)
        self.shares = np.array([place.share for place in catalogue.locations])
        self.shares /= self.shares.sum()
        popularity = _popularity(catalogue, rng)
        taste = rng.uniform(0.7, 1.3, size=catalogue.stocked.shape)
        self.weights = popularity[:, None] * taste * catalogue.stocked
        self._launch = np.array([product.launched_on_day for product in catalogue.products])
        self._swing = np.array([SEASON.get(product.category, (0.0, 0))[0] for product in catalogue.products])
        self._peak = np.array([SEASON.get(product.category, (0.0, 0))[1] for product in catalogue.products])

    def orders(self, day: int, channel: str) -> float:
        """Expected number of orders on `day`."""
        trend = 0.9 + 0.2 * day / max(1, self._clock.last)
        weekday = self._clock.weekday(day)
        if channel == "online":
            return SHOP_ORDERS_A_DAY * self._scale * trend * WEEK[weekday]
        return 0.0 if weekday > 4 else WHOLESALE_ORDERS_A_DAY * 7 / 5 * self._scale * trend

    def weights_on(self, day: int) -> "Array":
        """Weights of `day`, products x locations: in season, launched, promoted."""
        import numpy as np

        angle = 2 * math.pi * (self._clock.day_of_year(day) - self._peak) / 365.25
        factor = (1 + self._swing * np.cos(angle)) * (self._launch <= day)
        for promotion in self.promotions:
            if promotion.first <= day <= promotion.last:
                factor[promotion.product] *= promotion.uplift
        return np.asarray(self.weights * factor[:, None])

    def discount(self, product: int, day: int) -> float:
        """Discount of the promotion that runs on `day`, 0 when there is none."""
        return next(
            (p.discount for p in self.promotions if p.product == product and p.first <= day <= p.last),
            0.0,
        )

    def expected_units(self, day: int) -> "Array":
        """Mean units a day around `day`, products x locations, without the week's swing: a planner's guess."""
        import numpy as np

        weights = self.weights_on(day)
        totals = np.maximum(weights.sum(axis=0), 1e-9)
        units = self._scale * (
            SHOP_ORDERS_A_DAY * SHOP_LINES * SHOP_UNITS + WHOLESALE_ORDERS_A_DAY * WHOLESALE_LINES * WHOLESALE_UNITS
        )
        return np.asarray(units * self.shares * weights / totals)


def _popularity(catalogue: Catalogue, rng: "Generator") -> "Array":
    """Few products sell much; one in eight is asked for now and then only. Dear things sell less."""
    import numpy as np

    count = len(catalogue.products)
    taste = np.exp(rng.normal(0, 0.8, size=count))
    prices = np.array([max(product.list_price, 1.0) for product in catalogue.products])
    rare = np.where(rng.random(count) < 0.125, 0.3, 1.0)
    sold = np.array([product.is_sold for product in catalogue.products])
    return np.asarray(np.clip(taste, 0.45, 5) * (60 / prices) ** 0.3 * rare * sold)


def _promotions(catalogue: Catalogue, clock: Clock, rng: "Generator") -> list[Promotion]:
    """One promotion in three weeks or so, one to two weeks long; the last may run beyond the end."""
    sold = [i for i, product in enumerate(catalogue.products) if product.is_sold]
    made = []
    for start in range(30, clock.days + 10, 21):
        product = sold[int(rng.integers(len(sold)))]
        first = start + int(rng.integers(0, 10))
        discount = float(rng.choice([0.1, 0.15, 0.2, 0.25]))
        made.append(Promotion(product, first, first + int(rng.integers(7, 15)), discount, 1 + 8 * discount))
    return made


def promotion_rows(demand: Demand, catalogue: Catalogue, clock: Clock) -> list[tuple[Any, ...]]:
    rows = []
    for number, promotion in enumerate(demand.promotions, 1):
        day = min(promotion.first, clock.last)
        usual = demand.expected_units(day)[promotion.product].sum() * (promotion.last - promotion.first + 1)
        rows.append(
            (
                number,
                promotion.product + 1,
                f"{catalogue.products[promotion.product].name} -{promotion.discount:.0%}",
                clock.midnight(promotion.first),
                clock.midnight(promotion.last),
                promotion.discount,
                round(float(usual) * (promotion.uplift - 1)),
            )
        )
    return rows
