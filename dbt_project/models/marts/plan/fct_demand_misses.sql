with weeks as (
    select * from {{ ref("fct_demand_weeks") }}
),

-- Sold-out and promoted weeks count here: what sold although stock ended is the least that was wanted.
recent as (
    select
        product_id,
        location_id,
        sum(quantity) as recent_qty
    from weeks
    where weeks_ago < 4
    group by product_id, location_id
),

judged as (
    select
        recent.product_id,
        recent.location_id,
        recent.recent_qty,
        4 * earlier.earlier_week_qty as usual_qty,
        -- Two spreads of four weeks' sum; the weekly spread is a Poisson's at least.
        4 * greatest(coalesce(earlier.earlier_week_std, 0), sqrt(earlier.earlier_week_qty), 1) as chance_qty
    from recent
    inner join {{ ref("fct_demand_signals") }} as earlier
        on recent.product_id = earlier.product_id and recent.location_id = earlier.location_id
    where earlier.earlier_weeks >= 4
)

select
    product_id,
    location_id,
    {{ quantity('recent_qty') }} as recent_qty,
    {{ quantity('usual_qty') }} as usual_qty,
    {{ quantity('recent_qty - usual_qty') }} as missed_qty,
    cast({{ dbt.dateadd('day', -27, as_of()) }} as date) as since_on
from judged
where recent_qty > usual_qty + chance_qty
