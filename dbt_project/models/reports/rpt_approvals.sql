{{ config(tags=["build"]) }}

with products as (
    select * from {{ ref("dim_product") }}
),

requisitions as (
    select
        requisitions.*,
        coalesce(products.category, 'none') as category,
        {{ week_of(local_date('requisitions.created_at', "'" ~ var("time_zone") ~ "'")) }} as week_start_on,
        requisitions.state not in ('proposed', 'pending', 'held', 'changed', 'rejected', 'withdrawn', 'expired') as is_approved
    from {{ ref("fct_requisitions") }} as requisitions
    left join products on requisitions.product_id = products.product_id
),

-- Nearest rank: the value that so many of the decisions do not exceed.
ranked as (
    select
        *,
        row_number() over (
            partition by week_start_on, category, supplier_id, case when decision_minutes is null then 0 else 1 end
            order by decision_minutes, requisition_number, line
        ) as place,
        count(decision_minutes) over (partition by week_start_on, category, supplier_id) as decided_count
    from requisitions
)

select
    week_start_on,
    category,
    supplier_id,
    count(*) as made_count,
    cast(sum(case when is_approved and edited_by is null then 1 else 0 end) as bigint) as approved_as_made_count,
    cast(sum(case when is_approved and edited_by is not null then 1 else 0 end) as bigint) as approved_edited_count,
    cast(sum(case when state = 'rejected' then 1 else 0 end) as bigint) as rejected_count,
    cast(sum(case when state = 'withdrawn' then 1 else 0 end) as bigint) as withdrawn_count,
    cast(sum(case when state = 'expired' then 1 else 0 end) as bigint) as expired_count,
    cast(sum(case when state in ('proposed', 'pending', 'held', 'changed') then 1 else 0 end) as bigint) as waiting_count,
    min(case when place >= 0.5 * decided_count then decision_minutes end) as decision_minutes_p50,
    min(case when place >= 0.9 * decided_count then decision_minutes end) as decision_minutes_p90
from ranked
group by week_start_on, category, supplier_id
