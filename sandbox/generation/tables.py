"""The arrays as Arrow tables of the canonical streams."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectors.tables.streams import SYSTEM
from sandbox.generation.plan import CATEGORIES, Masters, Size
from sandbox.simulation.words import ean13

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Array = np.ndarray[Any, Any]

CURRENCY, UOM = "EUR", "Units"


def table(stream: str, columns: Mapping[str, Any]) -> "pa.Table":
    """A table of `stream`: the columns given, the others null. A plain value fills its column."""
    import pyarrow as pa

    from lake.types import arrow_schema

    schema = arrow_schema(SYSTEM.stream(stream))
    rows = next(len(values) for values in columns.values() if not isinstance(values, str | bool | int | float))
    made = [_column(columns.get(field.name), field.type, rows) for field in schema]
    return pa.table(made, schema=schema)


def _column(values: Any, kind: Any, rows: int) -> Any:
    import pyarrow as pa

    if values is None:
        return pa.nulls(rows, kind)
    if isinstance(values, str | bool | int | float):
        made: Any = pa.repeat(pa.scalar(values), rows)
    else:
        made = values if isinstance(values, pa.Array) else pa.array(values, from_pandas=True)
    # 19 digits of a 64-bit number do not fit before the six decimals; quantities fit into 32 bits.
    to_decimal = pa.types.is_decimal(kind) and pa.types.is_integer(made.type)
    return made.cast(pa.int32()).cast(kind) if to_decimal else made.cast(kind)


def numbered(prefix: str, *numbers: "Array") -> "pa.Array[Any]":
    """Ids such as `O-12-5`: the prefix and each number, joined by `-`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts: list[Any] = [pa.scalar(prefix), *(pc.cast(pa.array(number), pa.string()) for number in numbers)]
    joined: pa.Array[Any] = pc.binary_join_element_wise(*parts, "-")
    return joined


@dataclass(frozen=True)
class Names:
    """Ids by index."""

    product: "pa.Array[Any]"
    location: "pa.Array[Any]"
    supplier: "pa.Array[Any]"
    customer: "pa.Array[Any]"


def make_names(size: Size) -> Names:
    import numpy as np

    counts = (("GP", size.products), ("GL", size.locations), ("GS", size.suppliers), ("GC", size.customers))
    return Names(*(numbered(prefix, np.arange(1, count + 1)) for prefix, count in counts))


def instants(size: Size, day: "Array", seconds: "Array | int") -> "Array":
    """`day` (index) and seconds after midnight as UTC instants."""
    import numpy as np

    start = np.datetime64(size.start_on.isoformat(), "s")
    return np.asarray((start + (day * 86_400 + seconds).astype("timedelta64[s]")).astype("datetime64[us]"))


def dates(size: Size, day: "Array") -> "Array":
    import numpy as np

    return np.asarray(np.datetime64(size.start_on.isoformat(), "D") + day.astype("timedelta64[D]"))


def master_tables(size: Size, masters: Masters, names: Names) -> dict[str, "pa.Table"]:
    """Everything that is known before the first day."""
    import numpy as np

    opened = instants(size, np.zeros(1, dtype=np.int64), 0)[0]
    return {
        "products": _products(size, masters, names, opened),
        "suppliers": _suppliers(size, names, opened),
        "customers": _customers(size, names, opened),
        "locations": table(
            "locations",
            {
                "location_id": names.location,
                "location_code": [f"L{i:02d}" for i in range(1, size.locations + 1)],
                "name": [f"Warehouse {i}" for i in range(1, size.locations + 1)],
                "country": "DE",
                "time_zone": "Europe/Berlin",
                "is_active": True,
            },
        ),
        "supplier_products": _terms(size, masters, names, opened),
        "bom_lines": table(
            "bom_lines",
            {
                "bom_line_id": numbered("B", masters.bom[:, 0] + 1, masters.bom[:, 1] + 1),
                "product_id": names.product.take(masters.bom[:, 0]),
                "component_id": names.product.take(masters.bom[:, 1]),
                "quantity_per": masters.bom[:, 2],
                "uom": UOM,
            },
        ),
    }


def _products(size: Size, masters: Masters, names: Names, opened: Any) -> "pa.Table":
    import numpy as np

    index = np.arange(size.products)
    is_kit = masters.is_kit(index)
    return table(
        "products",
        {
            "product_id": names.product,
            "product_code": [f"GEN-{i:06d}" for i in range(1, size.products + 1)],
            "barcode": [ean13(i) if i < 1_000_000 else None for i in range(1, size.products + 1)],
            "name": [f"{CATEGORIES[i % len(CATEGORIES)]} item {i + 1}" for i in range(size.products)],
            "category": [CATEGORIES[i % len(CATEGORIES)] for i in range(size.products)],
            "uom": UOM,
            "list_price": masters.price,
            "unit_cost": masters.cost,
            "currency": CURRENCY,
            "is_active": True,
            "is_sold": True,
            "is_purchased": ~is_kit,
            "is_assembled": is_kit,
            "updated_at": np.full(size.products, opened),
        },
    )


def _suppliers(size: Size, names: Names, opened: Any) -> "pa.Table":
    import numpy as np

    return table(
        "suppliers",
        {
            "supplier_id": names.supplier,
            "supplier_code": [f"S{i:04d}" for i in range(1, size.suppliers + 1)],
            "name": [f"Supplier {i}" for i in range(1, size.suppliers + 1)],
            "country": "DE",
            "currency": CURRENCY,
            "grade": ["ABCD"[i % 4] for i in range(size.suppliers)],
            "is_active": True,
            "updated_at": np.full(size.suppliers, opened),
        },
    )


def _customers(size: Size, names: Names, opened: Any) -> "pa.Table":
    import numpy as np

    is_company = is_wholesale(size, np.arange(size.customers))
    return table(
        "customers",
        {
            "customer_id": names.customer,
            "customer_code": names.customer,
            "person": [None if company else f"person-{i:07d}" for i, company in enumerate(is_company)],
            "name": [f"Retailer {i}" if company else None for i, company in enumerate(is_company)],
            "country": "DE",
            "customer_class": ["retailer" if company else "consumer" for company in is_company],
            "is_active": True,
            "updated_at": np.full(size.customers, opened),
        },
    )


def is_wholesale(size: Size, customer: "Array") -> "Array":
    """The last tenth of the customers are companies."""
    import numpy as np

    return np.asarray(customer >= size.customers * 9 // 10)


def _terms(size: Size, masters: Masters, names: Names, opened: Any) -> "pa.Table":
    import numpy as np

    bought = np.nonzero(~masters.is_kit(np.arange(size.products)))[0]
    supplier = masters.supplier[bought]
    return table(
        "supplier_products",
        {
            "supplier_product_id": numbered("T", bought + 1),
            "supplier_id": names.supplier.take(supplier),
            "product_id": names.product.take(bought),
            "supplier_item_code": numbered("I", supplier + 1, bought + 1),
            "unit_price": masters.cost[bought],
            "currency": CURRENCY,
            "uom": UOM,
            "min_order_qty": masters.multiple[bought],
            "order_multiple": masters.multiple[bought],
            "lead_time_days": masters.lead_days[supplier],
            "priority": 1,
            "valid_from": dates(size, np.full(len(bought), -60)),
            "updated_at": np.full(len(bought), opened),
        },
    )


def level_table(size: Size, names: Names, flows: list[tuple["Array", "Array", "Array", "Array"]]) -> "pa.Table":
    """Stock at the end, from (product, location, on hand, reserved) of every chunk."""
    import numpy as np

    product, location, on_hand, reserved = (np.concatenate(parts) for parts in zip(*flows, strict=True))
    return table(
        "inventory_levels",
        {
            "product_id": names.product.take(product),
            "location_id": names.location.take(location),
            "on_hand_qty": on_hand,
            "reserved_qty": reserved,
            "damaged_qty": 0,
            "uom": UOM,
            "counted_at": instants(size, np.full(len(product), size.days - 1), 79_200),
        },
    )
