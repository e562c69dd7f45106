"""The master data of a catalogue as rows of frames."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sandbox.simulation import words
from sandbox.simulation.catalogue import CNY_RATE, SUPPLIERS, Catalogue, Product, Supplier
from sandbox.simulation.clock import Clock

if TYPE_CHECKING:
    from numpy.random import Generator

Row = tuple[Any, ...]


def location_rows(catalogue: Catalogue) -> list[Row]:
    return [
        (number, place.code, place.name, place.country, place.time_zone, place.record)
        for number, place in enumerate(catalogue.locations, 1)
    ]


def supplier_rows() -> list[Row]:
    return [(no, s.code, s.name, s.country, s.currency, s.grade) for no, s in enumerate(SUPPLIERS, 1)]


def product_rows(catalogue: Catalogue, clock: Clock, rng: "Generator") -> list[Row]:
    return [_product_row(product, clock, float(rng.random())) for product in catalogue.products]


def _product_row(product: Product, clock: Clock, chance: float) -> Row:
    created = clock.at(product.launched_on_day - 30, 9) + product.number
    changed = created + int(chance * max(0, clock.at(clock.last, 12) - created))
    return (
        product.number,
        product.sku or None,
        product.shop_sku,
        product.shop_title,
        product.wms_code or None,
        product.name,
        product.name_zh,
        words.ean13(product.number) if product.sku else None,
        product.category,
        "Units",
        product.purchase_uom,
        product.units_per_purchase_uom,
        product.list_price,
        product.unit_cost,
        product.is_sold,
        product.is_purchased,
        product.is_assembled,
        created,
        changed,
    )


def term_rows(catalogue: Catalogue, clock: Clock, rng: "Generator") -> list[Row]:
    """Two price periods a product and supplier: until the middle of the simulation, and from then on."""
    rows: list[Row] = []
    for product in catalogue.products:
        for index in (product.supplier, product.second):
            if index is not None:
                rows += _terms(product, index, clock, rng)
    return rows


def _terms(product: Product, supplier_index: int, clock: Clock, rng: "Generator") -> Iterator[Row]:
    supplier = SUPPLIERS[supplier_index]
    dearer = 1.0 if supplier_index == product.supplier else 1.06
    later = purchase_price(product, supplier) * dearer
    start, change = clock.midnight(-60), clock.midnight(max(1, clock.days // 2))
    for price, begins, ends in (
        (later * (1 - float(rng.uniform(0.0, 0.05))), start, change - 86_400),
        (later, change, None),
    ):
        yield (
            supplier_index + 1,
            product.number,
            f"{supplier.code[:2]}{supplier_index + 1}-{product.number:04d}",
            round(price, 2),
            supplier.currency,
            product.purchase_uom,
            product.min_order_qty,
            product.order_multiple,
            supplier.lead_days,
            begins,
            ends,
        )


def purchase_price(product: Product, supplier: Supplier) -> float:
    """What one purchase unit costs in the supplier's currency."""
    rate = CNY_RATE if supplier.currency == "CNY" else 1.0
    return product.unit_cost * product.units_per_purchase_uom / rate


def rate_rows(clock: Clock, rng: "Generator") -> list[Row]:
    """CNY in EUR, day by day: a walk that is pulled back to its mean."""
    rows, rate = [], CNY_RATE
    for day in range(clock.days):
        rate += 0.02 * (CNY_RATE - rate) + float(rng.normal(0, 0.0004))
        rows.append(("CNY", clock.midnight(day), round(rate, 6)))
    return rows


def customer_rows(clock: Clock, rng: "Generator", persons: int, companies: int) -> list[Row]:
    """Persons first, then companies; e-mail addresses are unique."""
    rows = [_person(number, clock, rng) for number in range(1, persons + 1)]
    return rows + [_company(number, clock, rng) for number in range(persons + 1, persons + companies + 1)]


def _pick(rng: "Generator", values: tuple[str, ...]) -> str:
    return values[int(rng.integers(len(values)))]


def _person(number: int, clock: Clock, rng: "Generator") -> Row:
    country = _pick(rng, words.COUNTRIES)
    if country == "CN":
        name = _pick(rng, words.FAMILY_ZH) + _pick(rng, words.GIVEN_ZH)
        email = f"kehu{number}@example.cn"
    else:
        given, family = _pick(rng, words.GIVEN), _pick(rng, words.FAMILY)
        name, email = f"{given} {family}", f"{given}.{family}{number}@example.com".lower()
    return (number, name, email, country, "consumer", False, clock.at(-int(rng.integers(1, 400)), 10) + number)


def _company(number: int, clock: Clock, rng: "Generator") -> Row:
    country = _pick(rng, words.COUNTRIES)
    kind = "wholesale" if rng.random() < 0.4 else "retailer"
    name = f"{_pick(rng, words.SHOPS)} {country} {number}"
    return (
        number,
        name,
        f"einkauf{number}@example.org",
        country,
        kind,
        True,
        clock.at(-int(rng.integers(1, 400)), 10) + number,
    )
