with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'masters')) }}
)

select
    rows_now.entity,
    rows_now.source as master_source,
    rows_now.priority,
    {{ lineage('rows_now') }}
from rows_now
