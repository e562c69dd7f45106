with crosswalk as (
    select * from {{ ref("int_identity__crosswalk") }}
    where conformed_id is not null and is_declared
)

select
    entity,
    source,
    source_id,
    conformed_id,
    row_number() over (
        partition by entity, conformed_id
        order by case when method = 'master' then 0 else 1 end, coalesce(master_priority, 1000000), source, source_id
    ) as place
from crosswalk
