{{ config(materialized="table") }}

with rows_now as (
    {{ latest_snapshot(source('raw_tables', 'inventory_levels')) }}
)

select
    rows_now.product_id,
    rows_now.location_id,
    rows_now.on_hand_qty,
    rows_now.reserved_qty,
    rows_now.damaged_qty,
    rows_now.uom,
    rows_now.counted_at,
    {{ lineage('rows_now') }}
from rows_now
