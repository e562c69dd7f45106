with planned as (
    select * from {{ ref("stg_planning__plan_pegs") }}
)

select
    planned.plan_version,
    planned.planned_order,
    planned.product_id,
    planned.location_id,
    planned.demand_kind,
    planned.demand_id,
    planned.parent_order,
    planned.due_on,
    planned.usable_on,
    planned.quantity
from planned
