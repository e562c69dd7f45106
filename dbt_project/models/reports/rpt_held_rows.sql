{{ config(tags=["build"]) }}

with held as (
    select * from {{ ref("int_held__rows") }}
)

select
    held.entity,
    held.source,
    held.source_id,
    held.reason,
    held.held_count
from held
