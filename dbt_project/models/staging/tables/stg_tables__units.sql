with rows_now as (
    {{ latest_snapshot(source('raw_tables', 'units')) }}
)

select
    rows_now.unit_id,
    rows_now.uom,
    rows_now.product_id,
    rows_now.base_uom,
    rows_now.factor,
    {{ lineage('rows_now') }}
from rows_now
