with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'product_links')) }}
)

select
    rows_now.kind as link_kind,
    rows_now.product_code,
    rows_now.other_code,
    rows_now.units_per,
    rows_now.valid_from,
    rows_now.reason,
    rows_now.decided_by,
    {{ lineage('rows_now') }}
from rows_now
