"""The files that people keep beside the company file: policy and forecast overrides, aliases, product links.

Checked row by row. A wrong row is refused with file, row number (the header is row 1) and reason, all mistakes at once.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from operations.sheets import Line, as_day, as_number, as_utc, parse_rows
from operations.weekdays import days, weekdays
from tandem.policy_settings import Policy
from tandem.settings import Company, Entity

_OVERRIDES = ("product_code", "location_code", "parameter", "value")
_ALIASES = ("entity", "source", "source_id", "code", "pack_factor")
_PRODUCT_LINKS = ("kind", "product_code", "other_code", "units_per", "valid_from", "reason")
_FORECAST_OVERRIDES = (
    "product_code", "location_code", "from_on", "to_on", "mode", "quantity", "author", "reason", "decided_at",
)  # fmt: skip
_SUPPLIER_TERMS = ("supplier_code", "min_order_amount")
_SUPPLIER_CALENDARS = ("supplier_code", "open_weekdays", "order_weekdays", "closed_days")
_SAME_OVERRIDE = ("product_code", "location_code", "from_on", "to_on", "decided_at")
_MODES = ("add", "set")
_LINK_KINDS = ("successor", "substitute", "like")


def read_overrides(company: Company) -> list[tuple[str, str, str, Decimal]]:
    """Product code, location code, parameter and value of each row of `policies.overrides`.

    Raises:
        BadTable: every wrong row.
    """
    if company.policies.overrides is None:
        return []
    file = company.path(company.policies.overrides)
    return parse_rows(file, _OVERRIDES, _override, lambda row: row[:3])


def read_aliases(company: Company) -> list[dict[str, Any]]:
    """Rows of stream `aliases` from `identity.aliases`. An empty pack factor is 1.

    Raises:
        BadTable: every wrong row, and every name that is said twice or to mean two things.
    """
    if company.identity.aliases is None:
        return []
    file = company.path(company.identity.aliases)

    def parse(line: Line) -> dict[str, Any]:
        return {**_alias(line, company), "decided_by": f"file {file.name}", "decided_at": None}

    return parse_rows(file, _ALIASES, parse, lambda row: (row["entity"], row["source"], row["source_id"]))


def read_product_links(company: Company) -> list[dict[str, Any]]:
    """Rows of stream `product_links` from `identity.product_links`. Empty `units_per` is 1, no `valid_from` is ever.

    Raises:
        BadTable: every wrong row.
    """
    if company.identity.product_links is None:
        return []
    file = company.path(company.identity.product_links)

    def parse(line: Line) -> dict[str, Any]:
        return {**_product_link(line), "decided_by": f"file {file.name}"}

    return parse_rows(file, _PRODUCT_LINKS, parse, lambda row: (row["kind"], row["product_code"], row["other_code"]))


def read_forecast_overrides(company: Company) -> list[dict[str, Any]]:
    """Rows of stream `forecast_overrides` from `forecasts.overrides`, CSV or XLSX. `decided_at` without zone is UTC.

    Raises:
        BadTable: every wrong row.
    """
    if company.forecasts.overrides is None:
        return []
    return read_overrides_file(company.path(company.forecasts.overrides))


def read_overrides_file(file: Path) -> list[dict[str, Any]]:
    """Rows of one file of forecast overrides, as `read_forecast_overrides`.

    Raises:
        BadTable: every wrong row.
    """
    return parse_rows(
        file, _FORECAST_OVERRIDES, _forecast_override, lambda row: tuple(row[name] for name in _SAME_OVERRIDE)
    )


def read_supplier_terms(company: Company) -> list[dict[str, Any]]:
    """Rows of stream `supplier_terms` from `policies.supplier_terms`, CSV or XLSX; amounts in base currency.

    Raises:
        BadTable: every wrong row.
    """
    if company.policies.supplier_terms is None:
        return []
    file = company.path(company.policies.supplier_terms)
    return parse_rows(file, _SUPPLIER_TERMS, _supplier_terms, lambda row: row["supplier_code"].casefold())


def read_supplier_calendars(company: Company) -> list[dict[str, Any]]:
    """Rows of stream `supplier_calendars` from `policies.supplier_calendars`, CSV or XLSX. `*` is every other supplier.

    Raises:
        BadTable: every wrong row.
    """
    if company.policies.supplier_calendars is None:
        return []
    file = company.path(company.policies.supplier_calendars)
    return parse_rows(file, _SUPPLIER_CALENDARS, _supplier_calendar, lambda row: row["supplier_code"].casefold())


def _override(line: Line) -> tuple[str, str, str, Decimal]:
    for column in _OVERRIDES:
        if not line[column]:
            raise ValueError(f"{column} is empty")
    parameter = line["parameter"]
    if parameter not in Policy.model_fields:
        raise ValueError(f"parameter {parameter!r} is not one of {', '.join(Policy.model_fields)}")
    value = as_number("value", line["value"])
    try:
        Policy.model_validate({parameter: line["value"]})
    except ValidationError as error:
        raise ValueError(f"{parameter}: {error.errors()[0]['msg']} (given: {line['value']!r})") from error
    return line["product_code"], line["location_code"], parameter, value


def _alias(line: Line, company: Company) -> dict[str, Any]:
    for column in ("source_id", "code"):
        if not line[column]:
            raise ValueError(f"{column} is empty")
    if line["entity"] not in get_args(Entity):
        raise ValueError(f"entity {line['entity']!r} is not one of {', '.join(get_args(Entity))}")
    if line["source"] not in company.sources:
        raise ValueError(f"source {line['source']!r} is not one of {', '.join(sorted(company.sources))}")
    factor = as_number("pack_factor", line["pack_factor"] or "1")
    if factor <= 0:
        raise ValueError(f"pack_factor must be above 0 (given: {line['pack_factor']!r})")
    return {**line, "pack_factor": factor}


def _product_link(line: Line) -> dict[str, Any]:
    if line["kind"] not in _LINK_KINDS:
        raise ValueError(f"kind {line['kind']!r} is not one of {', '.join(_LINK_KINDS)}")
    for column in ("product_code", "other_code"):
        if not line[column]:
            raise ValueError(f"{column} is empty")
    if line["product_code"].casefold() == line["other_code"].casefold():
        raise ValueError(f"{line['product_code']} cannot be its own {line['kind']}")
    units = as_number("units_per", line["units_per"] or "1")
    if units <= 0:
        raise ValueError(f"units_per must be above 0 (given: {line['units_per']!r})")
    return {
        **line, "units_per": units, "valid_from": as_day("valid_from", line["valid_from"]),
        "reason": line["reason"] or None,
    }  # fmt: skip


def _forecast_override(line: Line) -> dict[str, Any]:
    for column in _FORECAST_OVERRIDES:
        if not line[column]:
            raise ValueError(f"{column} is empty")
    if line["mode"] not in _MODES:
        raise ValueError(f"mode {line['mode']!r} is not one of {', '.join(_MODES)}")
    span = {column: as_day(column, line[column]) for column in ("from_on", "to_on")}
    if span["from_on"] and span["to_on"] and span["to_on"] < span["from_on"]:
        raise ValueError(f"to_on {line['to_on']} lies before from_on {line['from_on']}")
    quantity = as_number("quantity", line["quantity"])
    if line["mode"] == "set" and quantity < 0:
        raise ValueError(
            f"quantity {line['quantity']!r} is below zero; nobody can be expected to buy less than nothing"
        )
    return {**line, **span, "quantity": quantity, "decided_at": as_utc("decided_at", line["decided_at"])}


def _supplier_terms(line: Line) -> dict[str, Any]:
    if not line["supplier_code"]:
        raise ValueError("supplier_code is empty")
    amount = as_number("min_order_amount", line["min_order_amount"])
    if amount < 0:
        raise ValueError(f"min_order_amount {line['min_order_amount']!r} is below zero")
    return {**line, "min_order_amount": amount}


def _supplier_calendar(line: Line) -> dict[str, Any]:
    """Without weekdays it works every day; without ordering days it takes orders whenever it works."""
    if not line["supplier_code"]:
        raise ValueError("supplier_code is empty; write * for every supplier without a row of its own")
    opened = weekdays("open_weekdays", line["open_weekdays"] or "Mon-Sun")
    ordered = weekdays("order_weekdays", line["order_weekdays"]) if line["order_weekdays"] else opened
    closed = ",".join(day.isoformat() for day in days("closed_days", line["closed_days"]))
    return {**line, "open_weekdays": opened, "order_weekdays": ordered, "closed_days": closed or None}
