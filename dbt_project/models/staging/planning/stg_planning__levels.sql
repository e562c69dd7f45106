with levels as (
    select * from {{ source('raw_planning', 'levels') }}
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
