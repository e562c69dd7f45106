"""What a message shows of a requisition."""

from operations.candidates import Row


def identity(record: Row) -> Row:
    """Which requisition it is, and how it stands."""
    columns = ("need_key", "episode", "revision", "state", "hold_reason", "created_at", "data_as_of")
    return {"requisition_number": record["number"], **{name: record[name] for name in columns}}


def decision_row(record: Row, reason: str | None) -> Row:
    """What a `requisition_decided` message shows of a requisition joined with its line."""
    columns = (
        "product_id",
        "product_code",
        "product_name",
        "location_id",
        "location_code",
        "supplier_id",
        "supplier_name",
        "base_amount",
        "base_currency",
        "quantity",
        "uom",
        "purchase_quantity",
        "purchase_uom",
        "unit_price",
        "currency",
        "amount",
        "required_on",
        "decided_by",
        "decided_at",
    )
    return {**identity(record), **{name: record.get(name) for name in columns}, "decision_reason": reason}


def requisition_row(record: Row) -> Row:
    """What a `requisition` message shows of a requisition (`reads.get`): the newest inputs, and how it stands."""
    return {**record["arithmetic"], **decision_row(record, record["decision_reason"])}
