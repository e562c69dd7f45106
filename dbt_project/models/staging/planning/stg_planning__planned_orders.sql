with rows_now as (
    select * from {{ source('raw_planning', 'planned_orders') }}
)

select
    rows_now.plan_version,
    rows_now.planned_order,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.kind,
    rows_now.supplier_id,
    rows_now.release_on,
    rows_now.due_on,
    rows_now.usable_on,
    rows_now.need_on,
    rows_now.expected_on,
    rows_now.order_qty,
    rows_now.is_past_due,
    rows_now.hold_reason
from rows_now
