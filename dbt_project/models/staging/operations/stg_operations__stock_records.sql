with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'stock_records')) }}
)

select
    rows_now.location_code,
    rows_now.source as record_source,
    {{ lineage('rows_now') }}
from rows_now
