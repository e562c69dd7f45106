"""The canonical streams: the one shape that every system's staging is brought to.

`tables` lands these directly from files and SQL tables with a declared mapping; every other system has staging
models that end in the same columns. Ids are ids *of that source*; the crosswalk turns them into conformed ones.
Quantities are in the row's `uom` (null: the product's own unit); money is in the row's `currency`, per that unit.
"""

from connectors.tables.documents import (
    INVENTORY_LEVELS,
    INVENTORY_MOVEMENTS,
    ORDER_CHARGES,
    ORDER_LINES,
    PROMOTIONS,
    PURCHASE_CHARGES,
    PURCHASE_ORDER_LINES,
    RECEIPTS,
    RETURNS,
)
from connectors.tables.masters import (
    BOM_LINES,
    CURRENCY_RATES,
    CUSTOMERS,
    LOCATIONS,
    PRODUCTS,
    SUPPLIER_PRODUCTS,
    SUPPLIERS,
    UNITS,
)
from lake.stream import System

SYSTEM = System(
    "tables",
    (
        PRODUCTS,
        SUPPLIERS,
        CUSTOMERS,
        LOCATIONS,
        SUPPLIER_PRODUCTS,
        BOM_LINES,
        UNITS,
        CURRENCY_RATES,
        ORDER_LINES,
        RETURNS,
        PURCHASE_ORDER_LINES,
        RECEIPTS,
        INVENTORY_MOVEMENTS,
        INVENTORY_LEVELS,
        PROMOTIONS,
        ORDER_CHARGES,
        PURCHASE_CHARGES,
    ),
)
