{{ config(tags=["evaluate"]) }}

with shortages as (
    select
        *,
        {{ week_of(local_date('opened_at', "'" ~ var("time_zone") ~ "'")) }} as week_start_on
    from {{ ref("fct_alerts") }}
    where kind = 'shortage'
)

select
    week_start_on,
    coalesce(shortage_cause, 'unknown') as shortage_cause,
    count(*) as shortage_count,
    cast(sum(case when state = 'open' then 1 else 0 end) as bigint) as open_count
from shortages
group by week_start_on, coalesce(shortage_cause, 'unknown')
