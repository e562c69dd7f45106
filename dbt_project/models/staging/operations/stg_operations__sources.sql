with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'sources')) }}
)

select
    rows_now.source as source_name,
    rows_now.system,
    rows_now.freshness_hours,
    rows_now.is_enabled,
    {{ lineage('rows_now') }}
from rows_now
