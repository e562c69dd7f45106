with weeks as (
    select * from {{ ref("stg_planning__forecast_weeks") }}
)

select
    plan_version,
    product_id,
    location_id,
    week_from_on,
    forecast_qty,
    sum(forecast_qty) over (
        partition by product_id, location_id order by week_from_on rows between unbounded preceding and current row
    ) - forecast_qty as earlier_qty,
    cast(7 * (row_number() over (partition by product_id, location_id order by week_from_on) - 1) as bigint) as earlier_days
from weeks
