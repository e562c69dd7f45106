with planned as (
    select * from {{ ref("stg_planning__plan_messages") }}
)

select
    planned.plan_version,
    planned.message,
    planned.message_kind,
    planned.product_id,
    planned.location_id,
    planned.supply_id,
    planned.planned_order,
    planned.about_on,
    planned.to_on,
    planned.quantity,
    planned.sentence
from planned
