{{ config(tags=["build"]) }}

-- One that is held waits for nobody; one that its order changed waits again, on top of what its first decision took.
with waits as (
    select
        *,
        coalesce(decision_minutes, 0)
        + coalesce(cast({{ hours_between('waiting_since', known_at()) }} * 60 as {{ type_double() }}), 0) as waiting_minutes
    from {{ ref("fct_requisitions") }}
    where decision_minutes is not null or waiting_since is not null
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
