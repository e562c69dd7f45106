with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'pilot')) }}
)

select
    rows_now.kind,
    rows_now.value,
    {{ lineage('rows_now') }}
from rows_now
