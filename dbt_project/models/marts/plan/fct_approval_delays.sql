{% set company_zone = "'" ~ var("time_zone") ~ "'" %}

with requisitions as (
    select
        *,
        {{ local_date('created_at', company_zone) }} as asked_on,
        coalesce({{ local_date('decided_at', company_zone) }}, {{ as_of() }}) as answered_on
    from {{ ref("fct_requisitions") }}
    where state in ('pending', 'approved', 'sent', 'acknowledged', 'ordered', 'partly_received')
),

-- Answered on the day it was asked for it would be here in time; answered when it was, it is not.
delayed as (
    select requisitions.*
    from requisitions
    inner join {{ ref("fct_shortages") }} as shortages
        on requisitions.product_id = shortages.product_id and requisitions.location_id = shortages.location_id
    inner join {{ ref("fct_inventory_levels") }} as levels
        on requisitions.product_id = levels.product_id and requisitions.location_id = levels.location_id
    where
        {{ days_later('requisitions.asked_on', 'levels.lead_time_days') }} <= shortages.short_on
        and {{ days_later('requisitions.answered_on', 'levels.lead_time_days') }} > shortages.short_on
)

select
    product_id,
    location_id,
    {{ quantity('sum(quantity)') }} as requested_qty,
    {{ dbt.listagg('requisition_number', "', '", 'order by requisition_number') }} as requisition_numbers,
    min(asked_on) as asked_on
from delayed
group by product_id, location_id
