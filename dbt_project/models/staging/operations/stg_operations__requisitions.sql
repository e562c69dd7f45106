with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'requisitions')) }}
)

select
    rows_now.requisition_number,
    rows_now.line,
    rows_now.need_key,
    rows_now.state,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.supplier_id,
    rows_now.quantity,
    rows_now.required_on,
    rows_now.decided_at,
    rows_now.decided_by,
    rows_now.edited_by,
    rows_now.decision_minutes,
    rows_now.waiting_since,
    rows_now.purchase_order_reference,
    rows_now.base_amount,
    rows_now.base_currency,
    rows_now.hold_reason,
    rows_now.created_at,
    rows_now.updated_at,
    {{ lineage('rows_now') }}
from rows_now
