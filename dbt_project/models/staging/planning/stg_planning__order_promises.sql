with rows_now as (
    select * from {{ source('raw_planning', 'order_promises') }}
)

select
    rows_now.plan_version,
    rows_now.order_line_id,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.due_on,
    rows_now.quantity,
    rows_now.promised_on,
    rows_now.short_qty,
    rows_now.late_qty,
    rows_now.limiting_product_id,
    rows_now.limiting_location_id,
    rows_now.sentence
from rows_now
