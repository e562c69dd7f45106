with weeks as (
    select * from {{ source('raw_planning', 'forecast_weeks') }}
)

select
    weeks.plan_version,
    weeks.product_id,
    weeks.location_id,
    weeks.week_from_on,
    weeks.forecast_qty
from weeks
