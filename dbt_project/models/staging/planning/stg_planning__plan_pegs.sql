with rows_now as (
    select * from {{ source('raw_planning', 'plan_pegs') }}
)

select
    rows_now.plan_version,
    rows_now.planned_order,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.demand_kind,
    rows_now.demand_id,
    rows_now.parent_order,
    rows_now.due_on,
    rows_now.usable_on,
    rows_now.quantity
from rows_now
