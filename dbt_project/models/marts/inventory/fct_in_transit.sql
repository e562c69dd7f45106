with incoming as (
    select * from {{ ref("int_inventory__incoming") }}
    where location_id is not null
)

select
    product_id,
    location_id,
    expected_on,
    is_late,
    {{ quantity('sum(open_qty)') }} as in_transit_qty,
    min(promised_on) as promised_on,
    cast(count(*) as bigint) as line_count
from incoming
group by product_id, location_id, expected_on, is_late
