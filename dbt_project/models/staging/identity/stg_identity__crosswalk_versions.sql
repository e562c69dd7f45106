with versions as (
    {{ versions_of(source('raw_identity', 'crosswalk'), ['entity', 'source', 'source_id']) }}
)

select
    versions.entity,
    versions.source as record_source,
    versions.source_id,
    versions.conformed_id,
    versions.method,
    versions.pack_factor,
    versions.hold_reason,
    versions.decided_by,
    {{ version_lineage('versions') }}
from versions
