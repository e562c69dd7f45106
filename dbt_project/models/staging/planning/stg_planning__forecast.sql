with forecast as (
    select * from {{ source('raw_planning', 'forecast') }}
)

select
    forecast.plan_version,
    forecast.product_id,
    forecast.location_id,
    forecast.forecast_version,
    forecast.method,
    forecast.demand_class,
    forecast.mean_daily_demand,
    forecast.independent_share,
    forecast.demand_std_daily,
    forecast.error_std,
    forecast.week_qty_p50,
    forecast.week_qty_p90,
    forecast.week_qty_p95,
    forecast.week_qty_p99,
    forecast.wape,
    forecast.bias,
    forecast.mase,
    forecast.pinball,
    forecast.value_added,
    forecast.error_weeks,
    forecast.history_days,
    forecast.demand_days
from forecast
