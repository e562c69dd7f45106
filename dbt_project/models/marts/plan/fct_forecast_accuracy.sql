with forecast as (
    select * from {{ ref("stg_planning__forecast") }}
    where error_weeks > 0
),

items as (
    select * from {{ ref("plan_items") }}
)

select
    forecast.plan_version,
    forecast.product_id,
    forecast.location_id,
    items.product_code,
    items.category,
    items.abc_class,
    forecast.demand_class,
    forecast.forecast_version,
    forecast.method,
    forecast.error_weeks,
    forecast.wape,
    forecast.bias,
    forecast.mase,
    forecast.pinball,
    forecast.value_added
from forecast
inner join items on forecast.product_id = items.product_id and forecast.location_id = items.location_id
