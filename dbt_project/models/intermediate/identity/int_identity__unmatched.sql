with crosswalk as (
    select * from {{ ref("int_identity__crosswalk") }}
)

select
    entity,
    source,
    source_id,
    code_key,
    name,
    hold_reason,
    row_count
from crosswalk
where conformed_id is null
