with forecast as (
    select * from {{ ref("stg_planning__forecast") }}
),

uneven as (
    select * from {{ ref("stg_planning__forecast_weeks") }}
),

weeks_ahead as (
    select cast(date_week as date) as week_start_on
    from (
        {{ dbt.date_spine("week", week_of(as_of()), dbt.dateadd('week', var('weeks_ahead'), week_of(as_of()))) }}
    ) as weeks
),

items_uneven as (
    select distinct
        product_id,
        location_id
    from uneven
),

-- Seven days that begin within a calendar week count as that week's.
weeks as (
    select
        forecast.product_id,
        weeks_ahead.week_start_on,
        7 * forecast.mean_daily_demand as forecast_qty
    from forecast
    cross join weeks_ahead
    left join items_uneven
        on forecast.product_id = items_uneven.product_id and forecast.location_id = items_uneven.location_id
    where items_uneven.product_id is null
    union all
    select
        uneven.product_id,
        weeks_ahead.week_start_on,
        uneven.forecast_qty
    from uneven
    inner join weeks_ahead on {{ week_of('uneven.week_from_on') }} = weeks_ahead.week_start_on
)

select
    product_id,
    week_start_on,
    {{ quantity('sum(forecast_qty)') }} as forecast_qty
from weeks
group by product_id, week_start_on
