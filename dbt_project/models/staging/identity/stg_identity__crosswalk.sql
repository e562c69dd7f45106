with rows_now as (
    {{ newest_version(source('raw_identity', 'crosswalk'), ['entity', 'source', 'source_id']) }}
)

select
    rows_now.entity,
    rows_now.source as record_source,
    rows_now.source_id,
    rows_now.conformed_id,
    rows_now.method,
    rows_now.confidence,
    rows_now.pack_factor,
    rows_now.hold_reason,
    rows_now.decided_by,
    rows_now.decided_at,
    {{ lineage('rows_now') }}
from rows_now
