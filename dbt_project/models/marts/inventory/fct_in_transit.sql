{{ config(tags=["evaluate"]) }}

with expected as (
    select * from {{ ref("int_inventory__expected") }}
)

select
    product_id,
    location_id,
    expected_on,
    is_late,
    {{ quantity('sum(open_qty)') }} as in_transit_qty,
    min(promised_on) as promised_on,
    cast(count(*) as bigint) as line_count
from expected
group by product_id, location_id, expected_on, is_late
