"""What the company trades with: locations, suppliers, products and bills of materials. Fixed before the first day."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.simulation import words
from sandbox.simulation.clock import Clock

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator

HAM, LYO, SHA = 0, 1, 2
CNY_RATE = 0.128
CASE = "Case of 12"
THREE_NAMES = 86
"""Number of the product whose ERP code is SKU-10086."""
ALWAYS_BY_CASE = 3
"""Index of a product that is bought by the case in every company, however small."""


@dataclass(frozen=True)
class Location:
    code: str
    name: str
    country: str
    time_zone: str
    record: str
    share: float


@dataclass(frozen=True)
class Supplier:
    """A supplier's terms and manners. Days are calendar days; shares are of order lines; `price_spread` is relative."""

    code: str
    name: str
    country: str
    currency: str
    grade: str
    lead_days: int
    lead_spread: float
    late_share: float
    reject_share: float
    price_spread: float
    categories: tuple[str, ...]


LOCATIONS = (
    Location("HAM", "Hamburg main warehouse", "DE", "Europe/Berlin", "erp", 0.5),
    Location("LYO", "Lyon store and warehouse", "FR", "Europe/Paris", "erp", 0.28),
    Location("SHA", "上海仓 Shanghai warehouse", "CN", "Asia/Shanghai", "wms", 0.22),
)
SUPPLIERS = (
    Supplier("ALPINA", "Alpina Textil GmbH", "DE", "EUR", "A", 12, 1.0, 0.04, 0.0, 0.01, ("Apparel", "Sleeping")),
    Supplier("NORDVIK", "Nordvik Outdoor AB", "SE", "EUR", "A", 15, 1.5, 0.05, 0.0, 0.01, ("Tents", "Backpacks")),
    Supplier(
        "GUANGDA", "广达户外用品有限公司", "CN", "CNY", "B", 36, 3.0, 0.10, 0.02, 0.03, ("Tents", "Apparel", "Sleeping")
    ),
    Supplier("NINGBO", "宁波山行装备有限公司", "CN", "CNY", "C", 40, 5.0, 0.40, 0.03, 0.04, ("Backpacks", "Cooking")),
    Supplier("LUMEX", "Lumex Lighting S.r.l.", "IT", "EUR", "B", 18, 2.0, 0.08, 0.01, 0.02, ("Lighting",)),
    Supplier("FERRANT", "Ferrant Métal SAS", "FR", "EUR", "B", 14, 1.5, 0.08, 0.01, 0.02, ("Cooking", "Components")),
    Supplier(
        "SHENLIANG", "深圳亮野科技有限公司", "CN", "CNY", "C", 34, 4.0, 0.12, 0.35, 0.03, ("Lighting", "Components")
    ),
    Supplier("BALTIC", "Baltic Components UAB", "LT", "EUR", "D", 20, 4.0, 0.35, 0.02, 0.05, ("Components",)),
)


@dataclass
class Product:
    """One product as the day loop needs it; prices in EUR, `supplier` and `second` are indexes into SUPPLIERS."""

    number: int
    name: str
    name_zh: str
    category: str
    list_price: float
    unit_cost: float
    supplier: int | None
    second: int | None
    units_per_purchase_uom: int
    min_order_qty: int
    order_multiple: int
    launched_on_day: int
    is_sold: bool
    is_assembled: bool
    sku: str = ""
    shop_sku: str = ""
    shop_title: str = ""
    wms_code: str = ""

    @property
    def is_purchased(self) -> bool:
        return self.supplier is not None

    @property
    def purchase_uom(self) -> str:
        return "Units" if self.units_per_purchase_uom == 1 else CASE


@dataclass
class Catalogue:
    """Index = number - 1 everywhere. `stocked` is products x locations, `bom` (parent, component, quantity) by index.

    The last product is the one that only the shop knows (no `sku`).
    """

    locations: list[Location]
    products: list[Product]
    bom: list[tuple[int, int, int]]
    stocked: "np.ndarray[Any, Any]"

    def indexes(self, category: str) -> list[int]:
        return [i for i, product in enumerate(self.products) if product.category == category]

    def components(self, parent: int) -> list[tuple[int, int]]:
        """(component, quantity per unit) of an assembled product."""
        return [(component, quantity) for above, component, quantity in self.bom if above == parent]


def make_catalogue(rng: "Generator", products: int, locations: int, clock: Clock) -> Catalogue:
    """`products` products at up to `locations` locations; about a tenth is assembled, a twentieth sub-assemblies."""
    assembled, subs, parts = max(2, products // 10), max(2, products // 25), max(4, products // 10)
    bought = max(4, products - assembled - subs - parts)
    made = [_bought(rng, i, clock) for i in range(bought)]
    made += [_part(rng, bought + i, i) for i in range(parts)]
    made += [_sub_assembly(bought + parts + i, i) for i in range(subs)]
    made += [_kit(bought + parts + subs + i, i) for i in range(assembled)]
    recipes = _bom(rng, made, bought, parts, subs)
    _cost_up(made, recipes)
    _give_codes(rng, made, min(THREE_NAMES, bought))
    made.append(_unknown(len(made)))
    return Catalogue([_location(i) for i in range(locations)], made, recipes, _stocked(rng, made, locations))


def _location(index: int) -> Location:
    if index < len(LOCATIONS):
        return LOCATIONS[index]
    return Location(f"L{index + 1:02d}", f"Branch {index + 1}", "DE", "Europe/Berlin", "erp", 0.15)


def _bought(rng: "Generator", index: int, clock: Clock) -> Product:
    categories = tuple(words.SOLD)
    category = categories[index % len(categories)]
    nouns = words.SOLD[category]
    round_ = index // len(categories)
    noun, model = nouns[round_ % len(nouns)], words.MODELS[(round_ // len(nouns) + index) % len(words.MODELS)]
    low, high = words.PRICES[category]
    price = round(low * (high / low) ** rng.random()) - 0.05
    possible = [i for i, supplier in enumerate(SUPPLIERS) if category in supplier.categories]
    first = possible[int(rng.integers(len(possible)))]
    second = next((i for i in possible if i != first), None) if rng.random() < 0.2 else None
    case = index == ALWAYS_BY_CASE or (price < 60 and rng.random() < 0.3)
    is_new = index != ALWAYS_BY_CASE and rng.random() < 0.08
    return Product(
        number=index + 1,
        name=f"{model[0]} {noun[0]} {100 + index}",
        name_zh=f"{model[1]}{noun[1]} {100 + index}",
        category=category,
        list_price=price,
        unit_cost=round(price * rng.uniform(0.42, 0.6), 2),
        supplier=first,
        second=second,
        units_per_purchase_uom=12 if case else 1,
        min_order_qty=2 if case else int(rng.choice([1, 5, 10, 20])) if price < 150 else int(rng.choice([1, 2, 5])),
        order_multiple=1 if case else int(rng.choice([1, 1, 5])) if price < 150 else 1,
        launched_on_day=int(rng.integers(clock.days // 8, clock.days // 2 + 1)) if is_new else 0,
        is_sold=True,
        is_assembled=False,
    )


def _part(rng: "Generator", index: int, turn: int) -> Product:
    noun = words.COMPONENTS[turn % len(words.COMPONENTS)]
    low, high = words.PRICES["Components"]
    cost = round(float(rng.uniform(low, high)), 2)
    possible = [i for i, supplier in enumerate(SUPPLIERS) if "Components" in supplier.categories]
    return Product(
        number=index + 1,
        name=f"{noun[0]} C{turn + 1}",
        name_zh=f"{noun[1]} C{turn + 1}",
        category="Components",
        list_price=round(cost * 1.5, 2),
        unit_cost=cost,
        supplier=possible[turn % len(possible)],
        second=None,
        units_per_purchase_uom=1,
        min_order_qty=50,
        order_multiple=10,
        launched_on_day=0,
        is_sold=False,
        is_assembled=False,
    )


def _made(index: int, name: words.Name, turn: int, category: str, is_sold: bool) -> Product:
    return Product(
        number=index + 1,
        name=f"{name[0]} {'K' if is_sold else 'S'}{turn + 1}",
        name_zh=f"{name[1]} {'K' if is_sold else 'S'}{turn + 1}",
        category=category,
        list_price=0.0,
        unit_cost=0.0,
        supplier=None,
        second=None,
        units_per_purchase_uom=1,
        min_order_qty=1,
        order_multiple=1,
        launched_on_day=0,
        is_sold=is_sold,
        is_assembled=True,
    )


def _sub_assembly(index: int, turn: int) -> Product:
    return _made(index, words.SUB_ASSEMBLIES[turn % len(words.SUB_ASSEMBLIES)], turn, "Sub-assemblies", False)


def _kit(index: int, turn: int) -> Product:
    category = tuple(words.ASSEMBLED)[turn % len(words.ASSEMBLED)]
    return _made(index, words.ASSEMBLED[category], turn, category, True)


def _unknown(index: int) -> Product:
    """What only the shop knows: no ERP code, no barcode, no stock anywhere."""
    unknown = _made(index, ("Festival Bundle", "音乐节礼包"), 0, "Gifts", True)
    unknown.is_assembled = False
    unknown.list_price, unknown.unit_cost = 49.95, 20.0
    unknown.shop_sku, unknown.shop_title = "BUNDLE-FEST", "Festival Bundle"
    return unknown


def _bom(rng: "Generator", made: list[Product], bought: int, parts: int, subs: int) -> list[tuple[int, int, int]]:
    """Sub-assemblies of two or three components; kits of one sub-assembly and one to three components."""
    lines: list[tuple[int, int, int]] = []
    for parent in range(bought + parts, len(made)):
        is_kit = parent >= bought + parts + subs
        if is_kit:
            lines.append((parent, bought + parts + int(rng.integers(subs)), 1))
        count = int(rng.integers(1, 4)) if is_kit else int(rng.integers(2, 4))
        chosen = sorted(rng.choice(parts, size=min(count, parts), replace=False).tolist())
        lines += [(parent, bought + int(part), int(rng.integers(1, 5))) for part in chosen]
    return lines


def _cost_up(made: list[Product], bom: list[tuple[int, int, int]]) -> None:
    """Sub-assemblies stand before kits, so one pass costs both levels."""
    for index, product in enumerate(made):
        if product.is_assembled:
            parts = sum(made[component].unit_cost * quantity for parent, component, quantity in bom if parent == index)
            product.unit_cost = round(parts * 1.15, 2)
            product.list_price = round(product.unit_cost * 1.9) + 0.95


def _give_codes(rng: "Generator", made: list[Product], three_names: int) -> None:
    for product in made:
        product.sku = product.wms_code = product.shop_sku = f"SKU-{10_000 + product.number}"
        product.shop_title = product.name
        if product.is_sold and rng.random() < 0.08:
            product.shop_sku = f"{product.category[:3].upper()}-{product.number:04d}"
        if rng.random() < 0.06 and product.number != THREE_NAMES:
            product.wms_code = f"WH-{7_695 + product.number}"
    known = made[three_names - 1]
    for product in made[THREE_NAMES - 1 : THREE_NAMES]:
        product.sku = known.sku
    known.sku, known.shop_sku, known.shop_title, known.wms_code = "SKU-10086", "HOT-A", "爆款A", "WH-7781"


def _stocked(rng: "Generator", made: list[Product], locations: int) -> "np.ndarray[Any, Any]":
    """The main warehouse holds everything; the others hold two thirds of what is bought to be sold."""
    import numpy as np

    for_resale = np.array([product.is_sold and product.is_purchased for product in made])
    stocked = (rng.random((len(made), locations)) < 0.66) & for_resale[:, None]
    stocked[:-1, HAM] = True
    stocked[min(THREE_NAMES, int(for_resale.sum())) - 1, :] = True
    return np.asarray(stocked)
