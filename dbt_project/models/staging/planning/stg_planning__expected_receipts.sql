with rows_now as (
    select * from {{ source('raw_planning', 'expected_receipts') }}
)

select
    rows_now.plan_version,
    rows_now.purchase_order_line_id,
    rows_now.product_id,
    rows_now.location_id,
    rows_now.expected_on,
    rows_now.reliable_on,
    rows_now.expected_basis,
    rows_now.sentence
from rows_now
