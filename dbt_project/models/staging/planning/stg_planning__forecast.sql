with forecast as (
    select * from {{ source('raw_planning', 'forecast') }}
)

select
    forecast.plan_version,
    forecast.product_id,
    forecast.location_id,
    forecast.forecast_version,
    forecast.method,
    forecast.mean_daily_demand,
    forecast.demand_std_daily,
    forecast.history_days,
    forecast.demand_days
from forecast
