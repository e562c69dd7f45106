with positions as (
    select * from {{ ref("fct_inventory_position") }}
),

forecast as (
    select * from {{ ref("fct_forecast") }}
),

levels as (
    select * from {{ ref("fct_inventory_levels") }}
),

policies as (
    select * from {{ ref("int_policies__resolved") }}
),

weeks as (
    select * from {{ ref("fct_forecast_weeks") }}
),

lines as (
    select * from {{ ref("fct_purchase_order_lines") }}
    where open_qty > 0 and not is_late
),

-- Only what arrives within lead time plus review counts as cover; a far order does not.
arriving as (
    select
        lines.product_id,
        lines.location_id,
        sum(lines.open_qty) as arriving_qty
    from lines
    inner join levels on lines.product_id = levels.product_id and lines.location_id = levels.location_id
    where lines.promised_on <= {{ days_later(as_of(), 'levels.lead_time_days + levels.review_days') }}
    group by lines.product_id, lines.location_id
),

joined as (
    select
        forecast.plan_version,
        positions.product_id,
        positions.location_id,
        positions.available_qty,
        positions.backorder_qty,
        positions.next_receipt_on,
        coalesce(arriving.arriving_qty, 0) as arriving_qty,
        forecast.mean_daily_demand,
        levels.lead_time_days,
        cast(policies.excess_horizon_days as {{ type_double() }}) as excess_horizon_days,
        positions.available_qty - positions.backorder_qty as free_qty
    from positions
    left join forecast on positions.product_id = forecast.product_id and positions.location_id = forecast.location_id
    left join levels on positions.product_id = levels.product_id and positions.location_id = levels.location_id
    left join arriving on positions.product_id = arriving.product_id and positions.location_id = arriving.location_id
    left join policies on positions.product_id = policies.product_id and positions.location_id = policies.location_id
),

-- Where weeks differ, stock is used up week by week.
walked as (
    select
        stock.product_id,
        stock.location_id,
        {{ days_through("stock.available_qty") }} as available_days,
        {{ days_through("stock.available_qty + stock.arriving_qty") }} as longer_days,
        {{ days_through("stock.free_qty") }} as free_days,
        {{ demand_through("stock.excess_horizon_days") }} as excess_horizon_demand
    from joined as stock
    inner join weeks on stock.product_id = weeks.product_id and stock.location_id = weeks.location_id
    group by stock.product_id, stock.location_id
),

covered as (
    select
        joined.*,
        case when walked.product_id is null then {{ ratio('available_qty', 'mean_daily_demand') }} else available_days end as days_of_cover,
        case when walked.product_id is null then {{ ratio('available_qty + arriving_qty', 'mean_daily_demand') }} else longer_days end
            as days_of_cover_with_receipts,
        case when walked.product_id is null then {{ ratio('free_qty', 'mean_daily_demand') }} else free_days end as free_days,
        case when walked.product_id is null then mean_daily_demand * excess_horizon_days else excess_horizon_demand end
            as excess_horizon_demand
    from joined
    left join walked on joined.product_id = walked.product_id and joined.location_id = walked.location_id
)

select
    plan_version,
    product_id,
    location_id,
    mean_daily_demand,
    {{ quantity('arriving_qty') }} as arriving_qty,
    days_of_cover,
    days_of_cover_with_receipts,
    excess_horizon_demand,
    cast(case
        when free_qty <= 0 and (backorder_qty > 0 or mean_daily_demand > 0) then {{ as_of() }}
        -- Beyond ten years nobody runs out.
        when free_days < 3650 then {{ dbt.dateadd('day', 'cast(floor(free_days) as integer)', as_of()) }}
    end as date) as stockout_on,
    cast(coalesce(next_receipt_on, {{ days_later(as_of(), 'lead_time_days') }}) as date) as supply_on
from covered
