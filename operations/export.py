"""What people decided, as Arrow tables for the lake: read from the store and the company file, checked, typed."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from operations.export_files import (
    read_aliases,
    read_forecast_overrides,
    read_overrides,
    read_product_links,
    read_supplier_calendars,
    read_supplier_terms,
)
from operations.step_rows import step_rows
from operations.store import Store
from operations.streams import IDENTITY, SYSTEM
from operations.tables import alert, level_decision, requisition, requisition_line
from operations.waits import NO_WAIT, waits
from tandem.policy_settings import DEFAULT_POLICY, Policy
from tandem.settings import Company

if TYPE_CHECKING:
    import pyarrow as pa

    from lake.stream import ColumnType, Stream

Rows = Sequence[dict[str, Any]]


def export_tables(store: Store, company: Company) -> dict[str, "pa.Table"]:
    """Every stream of `operations.streams.SYSTEM` as a table of the declared types, empty ones included.

    Raises:
        BadTable: a file beside the company file has wrong rows; names file, row and reason.
        StoreUnavailable, SchemaOutdated: the store cannot be read.
    """
    requisitions, steps, level_decisions, alerts = _decided(store)
    rows: dict[str, Rows] = {
        "policies": policy_rows(company),
        "sources": _sources(company),
        "stock_records": [{"location_code": code, "source": s} for code, s in company.stock_of_record.items()],
        "masters": _masters(company),
        "aliases": read_aliases(company),
        "product_links": read_product_links(company),
        "forecast_overrides": read_forecast_overrides(company),
        "supplier_terms": read_supplier_terms(company),
        "supplier_calendars": read_supplier_calendars(company),
        "pilot": _pilot(company),
        "allocation_priorities": _allocation_priorities(company),
        "requisitions": requisitions,
        "approval_steps": steps,
        "level_decisions": level_decisions,
        "alerts": alerts,
    }
    return {stream.name: _table(stream, rows[stream.name]) for stream in SYSTEM.streams}


def crosswalk_table(rows: Rows) -> "pa.Table":
    """Rows of `operations.crosswalk.crosswalk` as the stream `crosswalk`."""
    return _table(IDENTITY.stream("crosswalk"), rows)


def _decided(store: Store) -> tuple[Rows, Rows, Rows, Rows]:
    """Requisition lines, steps of their approval, decisions on levels and alerts as of one moment."""
    requisitions = select(
        requisition_line.c.requisition_number,
        requisition_line.c.line,
        requisition.c.need_key,
        requisition.c.state,
        requisition_line.c.product_id,
        requisition_line.c.location_id,
        requisition.c.supplier_id,
        requisition_line.c.quantity,
        requisition_line.c.required_on,
        requisition.c.decided_at,
        requisition.c.decided_by,
        requisition.c.edited_by,
        requisition.c.purchase_order_reference,
        requisition_line.c.base_amount,
        requisition.c.base_currency,
        requisition.c.hold_reason,
        requisition.c.created_at,
        requisition.c.updated_at,
    ).join(requisition, requisition.c.number == requisition_line.c.requisition_number)
    columns = SYSTEM.stream("alerts").columns
    alerts = select(
        *(alert.c[name] for name in columns if name in alert.c),
        alert.c.numbers["shortage_cause"].as_string().label("shortage_cause"),
    )
    asked = (requisition.c.number, requisition.c.route, requisition.c.decided_at, requisition.c.decided_by)
    routed = select(*asked).where(requisition.c.route.is_not(None)).order_by(requisition.c.number)
    decisions = select(level_decision, level_decision.c.id.label("decision_id")).order_by(level_decision.c.id)
    with store.read() as session:
        waited = waits(session)
        return (
            [
                {**row, **asdict(waited.get(row["requisition_number"], NO_WAIT))}
                for row in session.execute(requisitions.order_by(requisition.c.number)).mappings()
            ],
            [step for row in session.execute(routed).mappings() for step in step_rows(dict(row))],
            [dict(row) for row in session.execute(decisions).mappings()],
            [dict(row) for row in session.execute(alerts.order_by(alert.c.alert_key, alert.c.episode)).mappings()],
        )


def policy_rows(company: Company) -> Rows:
    """Policies in long form: one row per scope and parameter that is set."""
    said = company.policies
    default = DEFAULT_POLICY.model_copy(update=said.default.model_dump(exclude_none=True))
    rows = [_policy("default", "", *pair) for pair in _set_values(default)]
    for scope, policies in (("class", said.by_class), ("category", said.by_category)):
        rows += [_policy(scope, value, *pair) for value, policy in policies.items() for pair in _set_values(policy)]
    for product_code, location_code, parameter, number in read_overrides(company):
        row = _policy("product_location", "", parameter, number)
        rows.append({**row, "product_code": product_code, "location_code": location_code})
    return [{**row, "policy_version": company.policy_version} for row in rows]


def _set_values(policy: Policy) -> Iterator[tuple[str, Decimal]]:
    for parameter, value in policy.model_dump(exclude_none=True).items():
        yield parameter, Decimal(str(value))


def _policy(scope: str, scope_value: str, parameter: str, value: Decimal) -> dict[str, Any]:
    said = {"scope": scope, "scope_value": scope_value, "product_code": "", "location_code": ""}
    return {**said, "parameter": parameter, "value": value}


def _sources(company: Company) -> Rows:
    return [
        {
            "source": name,
            "system": source.system,
            "freshness_hours": Decimal(str(source.freshness_hours)),
            "is_enabled": source.enabled,
        }
        for name, source in company.sources.items()
    ]


def _masters(company: Company) -> Rows:
    return [
        {"entity": entity, "source": source, "priority": priority}
        for entity, sources in company.identity.masters.items()
        for priority, source in enumerate(sources, start=1)
    ]


def _pilot(company: Company) -> Rows:
    pilot = company.pilot
    limits = (("category", pilot.categories), ("location", pilot.locations), ("supplier", pilot.suppliers))
    return [{"kind": kind, "value": value} for kind, values in limits for value in dict.fromkeys(values)]


def _allocation_priorities(company: Company) -> Rows:
    return [
        {"customer_class": name, "priority": place}
        for place, name in enumerate(company.allocation.customer_classes, start=1)
    ]


def _table(stream: "Stream", rows: Rows) -> "pa.Table":
    import pyarrow as pa

    schema = pa.schema([(name, _arrow_type(kind)) for name, kind in stream.columns.items()])
    columns = {name: [_value(row.get(name)) for row in rows] for name in stream.columns}
    return pa.table(columns, schema=schema)


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return value.quantize(Decimal("0.000001")) if isinstance(value, Decimal) else value


def _arrow_type(kind: "ColumnType") -> Any:
    import pyarrow as pa

    types: dict[ColumnType, Any] = {
        "text": pa.string(),
        "integer": pa.int64(),
        "decimal": pa.decimal128(18, 6),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }
    return types[kind]
