"""Price lists as suppliers write them: XLSX with headers in their own words, the same bytes for the same terms."""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ENGLISH = (
    "Item No",
    "Your Code",
    "EAN",
    "Description",
    "Price",
    "Currency",
    "Unit",
    "Pack",
    "MOQ",
    "Multiple",
    "Lead time (days)",
    "Valid from",
    "Valid to",
)
OTHER_ENGLISH = (
    "Article",
    "Customer article",
    "Barcode",
    "Product name",
    "Net price",
    "Curr.",
    "UoM",
    "Pieces per UoM",
    "Minimum order",
    "Order multiple",
    "Delivery days",
    "From",
    "Until",
)
CHINESE = (
    "货号",
    "客户货号",
    "条码",
    "品名",
    "单价",
    "币种",
    "单位",
    "装箱数",
    "最小起订量",
    "订货倍数",
    "交货期(天)",
    "生效日期",
    "失效日期",
)
_FIXED = (1980, 1, 1, 0, 0, 0)


def headers(supplier_no: int, country: str) -> Sequence[str]:
    """The words of one supplier; columns stand in the same order everywhere."""
    if country == "CN":
        return CHINESE
    return ENGLISH if supplier_no % 2 else OTHER_ENGLISH


def price_list(terms: "pd.DataFrame", supplier_no: int, country: str, created: "pd.Timestamp") -> bytes:
    """An XLSX of one supplier's terms of one period (supplier_products merged with products)."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None, "a new workbook has a sheet"
    sheet.title = "价目表" if country == "CN" else "Price list"
    sheet.append(list(headers(supplier_no, country)))
    for term in terms.itertuples():
        sheet.append(_cells(term, in_chinese=country == "CN"))
    book.properties.created = created.to_pydatetime()
    raw = io.BytesIO()
    book.save(raw)
    return _same_bytes(raw.getvalue(), f"{created:%Y-%m-%dT%H:%M:%SZ}")


def _cells(term: Any, *, in_chinese: bool) -> list[Any]:
    ends = None if term.valid_to is None or term.valid_to != term.valid_to else term.valid_to.date()
    return [
        term.item_code,
        term.sku,
        term.barcode,
        term.name_zh if in_chinese else term.name,
        term.unit_price,
        term.currency,
        term.uom,
        term.units_per_purchase_uom,
        term.min_order_qty,
        term.order_multiple,
        term.lead_time_days,
        term.valid_from.date(),
        ends,
    ]


def _same_bytes(book: bytes, modified: str) -> bytes:
    """Takes the moment of writing out of a workbook: file times in the archive and the `modified` property."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(given.namelist()):
            content = given.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + modified.encode(), content)
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, content)
    return out.getvalue()
