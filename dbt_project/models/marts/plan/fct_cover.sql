with positions as (
    select * from {{ ref("fct_inventory_position") }}
),

forecast as (
    select * from {{ ref("fct_forecast") }}
),

levels as (
    select * from {{ ref("fct_inventory_levels") }}
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
        levels.review_days,
        cast(positions.available_qty - positions.backorder_qty as {{ type_double() }}) as free_qty
    from positions
    left join forecast on positions.product_id = forecast.product_id and positions.location_id = forecast.location_id
    left join levels on positions.product_id = levels.product_id and positions.location_id = levels.location_id
    left join arriving on positions.product_id = arriving.product_id and positions.location_id = arriving.location_id
),

covered as (
    select
        joined.*,
        {{ ratio('available_qty', 'mean_daily_demand') }} as days_of_cover,
        {{ ratio('available_qty + arriving_qty', 'mean_daily_demand') }} as days_of_cover_with_receipts,
        case
            when free_qty <= 0 and (backorder_qty > 0 or mean_daily_demand > 0) then {{ as_of() }}
            -- Beyond ten years nobody runs out.
            when free_qty / nullif(mean_daily_demand, 0) < 3650
                then {{ dbt.dateadd('day', 'cast(floor(free_qty / nullif(mean_daily_demand, 0)) as integer)', as_of()) }}
        end as stockout_on,
        coalesce(next_receipt_on, {{ days_later(as_of(), 'lead_time_days') }}) as supply_on
    from joined
)

select
    plan_version,
    product_id,
    location_id,
    mean_daily_demand,
    {{ quantity('arriving_qty') }} as arriving_qty,
    days_of_cover,
    days_of_cover_with_receipts,
    cast(stockout_on as date) as stockout_on,
    cast(supply_on as date) as supply_on
from covered
