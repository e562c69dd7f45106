with rows_now as (
    {{ latest_snapshot(source('raw_operations', 'aliases')) }}
)

select
    rows_now.entity,
    rows_now.source as alias_source,
    rows_now.source_id,
    rows_now.code,
    rows_now.pack_factor,
    rows_now.decided_by,
    rows_now.decided_at,
    {{ lineage('rows_now') }}
from rows_now
