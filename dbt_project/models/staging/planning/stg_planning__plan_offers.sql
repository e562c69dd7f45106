with rows_now as (
    select * from {{ source('raw_planning', 'plan_offers') }}
)

select
    rows_now.plan_version,
    rows_now.offer,
    rows_now.offer_kind,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.from_product_id,
    rows_now.from_location_id,
    rows_now.planned_order,
    rows_now.needed_on,
    rows_now.quantity,
    rows_now.sentence
from rows_now
