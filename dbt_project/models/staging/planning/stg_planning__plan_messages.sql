with rows_now as (
    select * from {{ source('raw_planning', 'plan_messages') }}
)

select
    rows_now.plan_version,
    rows_now.message,
    rows_now.message_kind,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.supply_id,
    rows_now.planned_order,
    rows_now.about_on,
    rows_now.to_on,
    rows_now.quantity,
    rows_now.sentence
from rows_now
