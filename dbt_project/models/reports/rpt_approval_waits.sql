{{ config(tags=["build"]) }}

with waits as (
    select
        *,
        cast(
            coalesce(
                case when state <> 'changed' then decision_minutes end,
                {{ hours_between('created_at', known_at()) }} * 60
            ) as {{ type_double() }}
        ) as waiting_minutes
    from {{ ref("fct_requisitions") }}
    where state <> 'withdrawn' or decided_at is not null
)

select
    requisition_number,
    line,
    product_id,
    supplier_id,
    state,
    created_at,
    decided_at,
    decided_by,
    waiting_minutes,
    cast(row_number() over (order by waiting_minutes desc, requisition_number, line) as bigint) as slowest_first
from waits
