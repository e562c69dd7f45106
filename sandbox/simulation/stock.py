"""Stock is what the movements add up to. Whoever changes it writes a movement; there is no other way."""

from typing import Any

Row = tuple[Any, ...]


class Stock:
    """Sellable and damaged units, products x locations by index, and the movements that made them."""

    def __init__(self, products: int, locations: int) -> None:
        import numpy as np

        self.on_hand = np.zeros((products, locations), dtype=np.int64)
        self.damaged = np.zeros((products, locations), dtype=np.int64)
        self._log: list[tuple[int, int, int, int, str, str, int | None, int | None, int | None, int | None]] = []
        self._productions = 0

    def move(
        self,
        product: int,
        location: int,
        at: int,
        quantity: int,
        kind: str,
        *,
        status: str = "sellable",
        line: int | None = None,
        po_line: int | None = None,
        return_: int | None = None,
        production: int | None = None,
    ) -> None:
        """Writes one movement (`quantity` signed, `at` in seconds) and takes it into the balance. Nothing for 0."""
        if quantity == 0:
            return
        balance = self.damaged if status == "damaged" else self.on_hand
        balance[product, location] += quantity
        self._log.append(
            (product + 1, location + 1, at, quantity, kind, status, line, po_line, return_, production),
        )

    def new_production(self) -> int:
        """The next production order's number."""
        self._productions += 1
        return self._productions

    def movement_rows(self) -> list[Row]:
        """All movements in the order of time, numbered from 1."""
        ordered = sorted(self._log, key=lambda row: row[2])
        return [(number, *row) for number, row in enumerate(ordered, 1)]
