with rows_now as (
    select * from {{ source('raw_planning', 'plan_holds') }}
)

select
    rows_now.plan_version,
    rows_now.part,
    rows_now.part_key,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.reason
from rows_now
