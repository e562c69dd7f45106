with counted as (
    select * from {{ ref("int_inventory__counts") }}
),

ledger as (
    select * from {{ ref("int_inventory__ledger") }}
)

-- A location without any counted stock is known through its movements alone.
select
    product_id,
    location_id,
    on_hand_qty,
    reserved_qty,
    damaged_qty,
    counted_at,
    source,
    'counted' as basis
from counted
union all
select
    ledger.product_id,
    ledger.location_id,
    ledger.on_hand_qty,
    {{ quantity('0') }} as reserved_qty,
    ledger.damaged_qty,
    ledger.counted_at,
    ledger.source,
    'movements' as basis
from ledger
where ledger.location_id not in (select counted.location_id from counted)
