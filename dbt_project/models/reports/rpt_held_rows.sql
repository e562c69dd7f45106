{{ config(tags=["build"]) }}

with held as (
    select * from {{ ref("int_held__rows") }}
)

select
    held.entity,
    held.source,
    held.source_id,
    held.reason,
    {{ held_advice("held.reason") }} as advice,
    held.held_count
from held
