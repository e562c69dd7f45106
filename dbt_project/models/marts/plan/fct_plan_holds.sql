with planned as (
    select * from {{ ref("stg_planning__plan_holds") }}
)

select
    planned.plan_version,
    planned.part,
    planned.part_key,
    planned.product_id,
    planned.location_id,
    planned.reason
from planned
