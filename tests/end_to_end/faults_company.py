"""A company in which every fault of today's ERPs (F1 to F12 of the netting oracle) could show, one product a fault.

Orders were taken long ago and are due soon, so that demand is what is on order and nothing else.
"""

from pathlib import Path

from files_company import FilesCompany

COMPANY = """version: 1
company: {name: Faults, base_currency: EUR, time_zone: Europe/Berlin, as_of: 2026-06-30}
sources:
  erp:
    system: tables
    folder: erp
    streams:
      locations: {table: places.csv, columns: {location_id: code, location_code: code, name: code}}
      suppliers: {table: suppliers.csv, columns: {supplier_id: code, supplier_code: code, name: name}}
      products:
        table: products.csv
        columns: {product_id: code, product_code: code, name: code, uom: "'pc'", is_purchased: buy, is_assembled: make,
                  unit_cost: "5", currency: "'EUR'"}
      units: {table: units.csv, columns: {unit_id: uom, uom: uom, product_id: product, base_uom: "'pc'", factor: factor}}
      bom_lines: {table: bom.csv, columns: {bom_line_id: id, product_id: parent, component_id: part, quantity_per: qty}}
      supplier_products:
        table: terms.csv
        columns: {supplier_product_id: id, supplier_id: supplier, product_id: product, unit_price: price,
                  currency: "'EUR'", uom: uom, min_order_qty: moq, order_multiple: multiple, lead_time_days: days,
                  valid_to: until}
      inventory_levels:
        table: stock.csv
        columns: {product_id: product, location_id: place, on_hand_qty: qty, reserved_qty: "0"}
      order_lines:
        table: sales.csv
        columns: {order_line_id: id, order_id: id, product_id: product, location_id: "'HAM'", status: status,
                  ordered_at: "cast('2025-06-01 10:00' as timestamp)", requested_on: due, quantity: qty,
                  unit_price: "10", currency: "'EUR'", updated_at: changed}
      purchase_order_lines:
        table: purchases.csv
        columns: {purchase_order_line_id: id, purchase_order_id: id, purchase_order_number: id, status: "'confirmed'",
                  supplier_id: supplier, product_id: product, location_id: "'HAM'", confirmed_at: "cast('2026-05-01 10:00' as timestamp)",
                  ordered_at: "cast('2026-05-01 10:00' as timestamp)", promised_on: promised, quantity: qty,
                  received_qty: "0", unit_price: "5", currency: "'EUR'", updated_at: changed}
identity: {masters: {product: [erp], location: [erp], supplier: [erp]}, product_links: links.csv}
stock_of_record: {"*": erp}
channels: {owner: {type: console, kinds: [requisition]}}
approvers: [{name: owner}]
"""  # noqa: E501
PRODUCTS = ("F1", "F2", "F5", "F5old", "F6", "F7", "F8", "F9", "F9late", "F9box", "F9old", "F9many", "SUB", "PART",
            "TOP", "MOVE", "SWAP", "SPARE")  # fmt: skip
FIRST, LATER = "2026-06-29 08:00", "2026-06-29 09:00"
FILES = {
    "places.csv": "code\nHAM\nBER\n",
    "suppliers.csv": "code,name\nSLOW,Slow & Cheap\nFAST,Fast\n",
    "products.csv": "code,buy,make\n"
    + "".join(f"{p},{str(p not in ('SUB', 'TOP')).lower()},{str(p in ('SUB', 'TOP')).lower()}\n" for p in PRODUCTS),
    "units.csv": "uom,product,factor\nbox,F6,12\ncrate,F9box,12\n",
    "bom.csv": "id,parent,part,qty\n1,TOP,SUB,2\n2,SUB,PART,3\n",
    "terms.csv": "id,supplier,product,price,uom,moq,multiple,days,until\n"
    "1,SLOW,F1,5,pc,1,1,8,\n2,SLOW,F2,5,pc,1,1,8,\n3,SLOW,F5,5,pc,24,1,5,\n4,SLOW,F5old,5,pc,1,1,5,2026-01-31\n"
    "5,SLOW,F6,60,box,1,1,5,\n6,SLOW,F7,5,pc,1,1,8,\n7,SLOW,F8,5,pc,1,1,5,\n8,SLOW,F9,4,pc,1,1,20,\n"
    "9,FAST,F9,6,pc,1,1,2,\n10,SLOW,F9late,4,pc,1,1,20,\n11,FAST,F9late,6,pc,1,1,9,\n12,SLOW,PART,1,pc,1,1,5,\n"
    "13,SLOW,F9box,4,pc,1,1,20,\n14,FAST,F9box,60,crate,1,1,2,\n15,SLOW,F9old,1,pc,1,1,2,2026-01-31\n"
    "16,FAST,F9old,6,pc,1,1,2,\n17,FAST,F9many,5,pc,1,1,2,\n18,FAST,F9many,4,pc,100,1,2,\n"
    "19,SLOW,F9many,4.5,pc,1,1,2,\n20,FAST,MOVE,5,pc,1,1,2,\n21,FAST,SWAP,5,pc,1,1,2,\n",
    "stock.csv": "product,place,qty\nMOVE,BER,40\n"
    + "".join(f"{p},HAM,{ {'F1': 50, 'SPARE': 8}.get(p, 0) }\n" for p in PRODUCTS),
}
LINKS = "kind,product_code,other_code,units_per,valid_from,reason\nsubstitute,SWAP,SPARE,2,,same shelf\n"
SALES = (
    ("F1", "2026-07-01", 60), ("F2", "2026-07-30", 80), ("F5", "2026-07-20", 15), ("F5old", "2026-07-20", 15),
    ("F6", "2026-07-20", 40), ("F7", "2026-07-20", 90), ("F8", "2026-07-20", 33), ("F9", "2026-07-03", 10),
    ("F9late", "2026-07-03", 10), ("F9box", "2026-07-03", 40), ("F9old", "2026-07-03", 10),
    ("F9many", "2026-07-03", 120), ("TOP", "2026-08-20", 7), ("MOVE", "2026-07-03", 30), ("SWAP", "2026-07-03", 10),
)  # fmt: skip
PURCHASES = {"F1": ("2026-07-05", 100), "F2": ("2026-06-20", 100), "F7": ("2026-07-15", 90)}


class Faults(FilesCompany):
    """The company, by its commands."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, COMPANY, FILES)
        (root / "links.csv").write_text(LINKS, "utf-8")
        self.tell(FIRST)

    def tell(
        self,
        changed: str,
        cancelled: str = "",
        promised: dict[str, str] | None = None,
        sold: dict[str, int] | None = None,
    ) -> None:
        """Writes sales and purchases as they stand now."""
        sales = [
            f"s{n},{p},{'cancelled' if p == cancelled else 'confirmed'},{due},{(sold or {}).get(p, qty)},{changed}"
            for n, (p, due, qty) in enumerate(SALES)
        ]
        bought = [
            f"PO-{p},SLOW,{p},{(promised or {}).get(p, day)},{qty},{changed}" for p, (day, qty) in PURCHASES.items()
        ]
        texts = {"sales": ["id,product,status,due,qty,changed", *sales],
                 "purchases": ["id,supplier,product,promised,qty,changed", *bought]}  # fmt: skip
        for name, lines in texts.items():
            self.write(f"{name}.csv", "\n".join(lines) + "\n")
