"""What Tandem itself gives to the lake, as sources of its own: what people decided, and what the match step did."""

from dataclasses import replace

from lake.stream import ColumnType, Stream, System


def _snapshot(name: str, key: tuple[str, ...], required: tuple[str, ...] = (), **columns: ColumnType) -> Stream:
    stream = Stream(name, columns, key=key, disposition="snapshot", required=frozenset(required))
    return replace(stream, keeps_history=name == "policies")


IDENTITY = System(
    "identity",
    (
        Stream(
            "crosswalk",
            {
                "entity": "text",
                "source": "text",
                "source_id": "text",
                "conformed_id": "text",
                "method": "text",
                "confidence": "decimal",
                "pack_factor": "decimal",
                "hold_reason": "text",
                "decided_by": "text",
                "decided_at": "timestamp",
            },
            key=("entity", "source", "source_id"),
            required=frozenset({"decided_by"}),
        ),
    ),
)
"""What the match step decided, row by row as it changes."""

SYSTEM = System(
    "operations",
    (
        # Empty text where a scope has no such column: a key is never null.
        _snapshot(
            "policies",
            ("scope", "scope_value", "product_code", "location_code", "parameter"),
            ("value", "policy_version"),
            scope="text",
            scope_value="text",
            product_code="text",
            location_code="text",
            parameter="text",
            value="decimal",
            policy_version="text",
        ),
        _snapshot(
            "sources",
            ("source",),
            ("system",),
            source="text",
            system="text",
            freshness_hours="decimal",
            is_enabled="boolean",
        ),
        _snapshot("stock_records", ("location_code",), ("source",), location_code="text", source="text"),
        _snapshot("masters", ("entity", "source"), ("priority",), entity="text", source="text", priority="integer"),
        _snapshot(
            "aliases",
            ("entity", "source", "source_id"),
            ("code", "pack_factor"),
            entity="text",
            source="text",
            source_id="text",
            code="text",
            pack_factor="decimal",
            decided_by="text",
            decided_at="timestamp",
        ),
        _snapshot(
            "product_links",
            ("kind", "product_code", "other_code"),
            ("units_per",),
            kind="text",
            product_code="text",
            other_code="text",
            units_per="decimal",
            valid_from="date",
            reason="text",
            decided_by="text",
        ),
        _snapshot(
            "forecast_overrides",
            ("product_code", "location_code", "from_on", "to_on", "decided_at"),
            ("mode", "quantity"),
            product_code="text",
            location_code="text",
            from_on="date",
            to_on="date",
            mode="text",
            quantity="decimal",
            author="text",
            reason="text",
            decided_at="timestamp",
        ),
        _snapshot(
            "supplier_terms",
            ("supplier_code",),
            ("min_order_amount",),
            supplier_code="text",
            min_order_amount="decimal",
        ),
        _snapshot(
            "supplier_calendars",
            ("supplier_code",),
            ("open_weekdays", "order_weekdays"),
            supplier_code="text",
            open_weekdays="text",
            order_weekdays="text",
            closed_days="text",
        ),
        _snapshot("pilot", ("kind", "value"), kind="text", value="text"),
        _snapshot(
            "allocation_priorities", ("customer_class",), ("priority",), customer_class="text", priority="integer"
        ),
        _snapshot(
            "requisitions",
            ("requisition_number", "line"),
            ("need_key", "state", "product_id", "location_id", "quantity"),
            requisition_number="text",
            line="integer",
            need_key="text",
            state="text",
            product_id="text",
            location_id="text",
            supplier_id="text",
            quantity="decimal",
            required_on="date",
            decided_at="timestamp",
            decided_by="text",
            edited_by="text",
            decision_minutes="decimal",
            waiting_since="timestamp",
            purchase_order_reference="text",
            base_amount="decimal",
            base_currency="text",
            hold_reason="text",
            created_at="timestamp",
            updated_at="timestamp",
        ),
        _snapshot(
            "alerts",
            ("alert_key", "episode"),
            ("kind", "state", "opened_at"),
            alert_key="text",
            kind="text",
            episode="integer",
            state="text",
            opened_at="timestamp",
            closed_at="timestamp",
            severity="text",
            first_seen_at="timestamp",
            last_seen_at="timestamp",
            close_reason="text",
            shortage_cause="text",
        ),
    ),
)
