"""The words suppliers use for a column. A new word is one more entry here."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

_CODES: Mapping[str, Sequence[str]] = {
    "supplier_item_code": (
        "item no", "item number", "item code", "item", "article", "article no", "article number", "supplier item no",
        "part no", "part number", "sku", "货号", "商品编号", "产品编号", "供应商货号", "物料编码",
    ),
    "buyer_item_code": (
        "your code", "your item no", "your article", "customer article", "customer item", "customer code", "buyer code",
        "customer part no", "客户货号", "客户料号", "贵司编码", "客户编码",
    ),
    "uom": ("unit", "uom", "unit of measure", "sales unit", "单位", "计量单位"),
    "unit_price": ("price", "unit price", "net price", "price per unit", "单价", "价格", "含税单价", "净价"),
    "currency": ("currency", "curr", "ccy", "币种", "货币"),
}  # fmt: skip
PRICE_LIST: Mapping[str, Sequence[str]] = {
    **_CODES,
    "barcode": ("ean", "gtin", "barcode", "upc", "条码", "条形码"),
    "description": ("description", "product name", "name", "product", "品名", "名称", "商品名称", "描述"),
    "units_per_uom": (
        "pack", "pack size", "pieces per uom", "units per case", "case size", "units per unit", "装箱数", "每箱数量",
        "包装数量",
    ),
    "min_order_qty": ("moq", "minimum order", "minimum order quantity", "min qty", "最小起订量", "起订量"),
    "order_multiple": ("multiple", "order multiple", "lot size", "order unit", "订货倍数", "倍数"),
    "lead_time_days": (
        "lead time", "lead time days", "lead time in days", "delivery days", "delivery time", "交货期", "交货期天",
        "交期", "交货天数",
    ),
    "valid_from": ("valid from", "from", "effective from", "start date", "生效日期", "开始日期"),
    "valid_to": ("valid to", "until", "valid until", "to", "end date", "失效日期", "结束日期", "有效期至"),
}  # fmt: skip
CONFIRMATION: Mapping[str, Sequence[str]] = {
    **_CODES,
    "purchase_order_number": (
        "order", "order no", "order number", "po", "po number", "purchase order", "your order", "采购单号", "订单号",
        "采购订单号",
    ),
    "confirmed_qty": ("qty", "quantity", "confirmed", "confirmed qty", "confirmed quantity", "确认数量", "数量"),
    "promised_on": (
        "delivery date", "promised on", "promised date", "ship date", "confirmed date", "交货日期", "承诺日期",
    ),
    "confirmed_at": ("confirmed at", "confirmation date", "confirmed on", "确认时间", "确认日期"),
}  # fmt: skip


def recognised(cells: Sequence[str | None], words: Mapping[str, Sequence[str]]) -> Mapping[str, int]:
    """Canonical column -> position, for the cells of a header line that are known words; the first one counts."""
    known = {_plain(word): column for column, said in words.items() for word in said}
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        column = known.get(_plain(cell or ""))
        if column is not None:
            found.setdefault(column, position)
    return found


def _plain(word: str) -> str:
    """Without case, width, punctuation and space: `Lead time (days)` and `lead_time days` are one word."""
    text = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"[\W_]", "", text)
