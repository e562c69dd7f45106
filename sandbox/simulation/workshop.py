"""Makes sub-assemblies and kits in the main warehouse, from what is there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.simulation.catalogue import HAM, Catalogue
from sandbox.simulation.clock import Clock
from sandbox.simulation.purchasing import Levels
from sandbox.simulation.stock import Stock

if TYPE_CHECKING:
    import numpy as np


@dataclass
class Workshop:
    """Sub-assemblies come before kits in the catalogue, so one walk a day builds both levels."""

    catalogue: Catalogue
    stock: Stock
    clock: Clock
    levels: Levels
    committed: "np.ndarray[Any, Any]"
    demanded: "np.ndarray[Any, Any]"

    def __post_init__(self) -> None:
        products = self.catalogue.products
        self._recipes = [
            (i, self.catalogue.components(i)) for i, product in enumerate(products) if product.is_assembled
        ]

    def produce(self, day: int) -> None:
        """Fills up what is at or below its reorder point, as far as components go. Not at weekends."""
        if self.clock.weekday(day) > 4:
            return
        for turn, (parent, recipe) in enumerate(self._recipes):
            position = int(self.stock.on_hand[parent, HAM] - self.committed[parent, HAM])
            if position <= self.levels.reorder_point[parent, HAM]:
                wanted = int(self.levels.order_up_to[parent, HAM]) - position
                self._make(parent, recipe, wanted, day, self.clock.at(day, 9.9 + 2 * turn / len(self._recipes)))

    def _make(self, parent: int, recipe: list[tuple[int, int]], wanted: int, day: int, at: int) -> None:
        possible = min(int(self.stock.on_hand[component, HAM]) // quantity for component, quantity in recipe)
        made = min(wanted, max(0, possible))
        if made <= 0:
            return
        number = self.stock.new_production()
        for component, quantity in recipe:
            self.stock.move(component, HAM, at, -made * quantity, "production_out", production=number)
            self.demanded[component, HAM, day] += made * quantity
        self.stock.move(parent, HAM, at, made, "production_in", production=number)


def with_dependent(guess: "np.ndarray[Any, Any]", catalogue: Catalogue) -> "np.ndarray[Any, Any]":
    """Adds to expected units a day what kits and sub-assemblies will draw from their components, top down."""
    expected = guess.copy()
    for parent, component, quantity in sorted(catalogue.bom, reverse=True):
        expected[component, HAM] += quantity * expected[parent, HAM]
    return expected
