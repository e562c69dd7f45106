with levels as (
    select * from {{ ref("stg_planning__levels") }}
),

items as (
    select * from {{ ref("plan_items") }}
)

select
    levels.plan_version,
    levels.product_id,
    levels.location_id,
    levels.lead_time_days,
    levels.lead_time_std_days,
    levels.lead_time_basis,
    levels.review_days,
    levels.service_level,
    levels.horizon_days,
    levels.horizon_demand,
    levels.horizon_std,
    levels.spread_basis,
    levels.z_value,
    levels.safety_stock,
    levels.reorder_point,
    levels.order_up_to,
    levels.level_basis,
    levels.reason
from levels
inner join items on levels.product_id = items.product_id and levels.location_id = items.location_id
