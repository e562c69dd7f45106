with forecast as (
    select * from {{ ref("stg_planning__forecast") }}
),

items as (
    select * from {{ ref("plan_items") }}
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
    forecast.history_days,
    forecast.demand_days
from forecast
inner join items on forecast.product_id = items.product_id and forecast.location_id = items.location_id
