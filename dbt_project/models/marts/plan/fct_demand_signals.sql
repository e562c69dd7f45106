with weeks as (
    select * from {{ ref("fct_demand_weeks") }}
),

ranged as (
    select
        *,
        abs(quantity - lag(quantity) over (partition by product_id, location_id, is_usual order by weeks_ago desc))
            as moving_range
    from weeks
)

select
    product_id,
    location_id,
    {{ quantity('max(case when weeks_ago = 0 then quantity end)') }} as last_week_qty,
    cast(max(case when weeks_ago = 0 then selling_days end) as integer) as last_week_days,
    cast(sum(case when is_usual and weeks_ago between 1 and 12 then 1 else 0 end) as integer) as usual_weeks,
    avg(case when is_usual and weeks_ago between 1 and 12 then quantity end) as usual_week_qty,
    -- Rounded, as sums of floating-point numbers depend on their order in the last digit.
    round(stddev_samp(case when is_usual and weeks_ago between 1 and 12 then quantity end), 6) as usual_week_std,
    cast(sum(case when is_usual and weeks_ago < 4 then 1 else 0 end) as integer) as recent_weeks,
    avg(case when is_usual and weeks_ago < 4 then quantity end) as recent_week_qty,
    min(case when is_usual and weeks_ago < 4 then quantity end) as recent_least_qty,
    max(case when is_usual and weeks_ago < 4 then quantity end) as recent_most_qty,
    cast(sum(case when is_usual and weeks_ago >= 4 then 1 else 0 end) as integer) as earlier_weeks,
    avg(case when is_usual and weeks_ago >= 4 then quantity end) as earlier_week_qty,
    -- Individuals chart: mean moving range / 1.128 is the spread without the shift that is looked for.
    round(avg(case when is_usual and weeks_ago >= 4 then moving_range end) / 1.128, 6) as earlier_week_std
from ranged
group by product_id, location_id
