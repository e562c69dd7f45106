with items as (
    select * from {{ ref("fct_watched_items") }}
),

judged as (
    select
        *,
        case
            when stockout_on <= {{ as_of() }} then 'high'
            when stockout_on < supply_on then 'medium'
            when available_qty - backorder_qty < safety_stock then 'low'
        end as severity
    from items
)

select
    plan_version,
    product_id,
    location_id,
    severity,
    -- What is short today is short today; what runs out later, on that day.
    cast(case when severity = 'medium' then stockout_on else {{ as_of() }} end as date) as short_on,
    {{ quantity("greatest(
        coalesce(safety_stock, 0),
        coalesce(mean_daily_demand, 0) * greatest(" ~ days_from(as_of(), 'supply_on') ~ ", 0)
    ) - available_qty + backorder_qty") }} as missing_qty
from judged
where severity is not null
