with planned as (
    select * from {{ ref("stg_planning__planned_orders") }}
)

select
    planned.plan_version,
    planned.planned_order,
    planned.product_id,
    planned.location_id,
    planned.kind,
    planned.supplier_id,
    planned.release_on,
    planned.due_on,
    planned.usable_on,
    planned.need_on,
    planned.expected_on,
    planned.order_qty,
    planned.is_past_due,
    planned.hold_reason
from planned
