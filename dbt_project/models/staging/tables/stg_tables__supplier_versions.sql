with versions as (
    {{ versions_of(source('raw_tables', 'suppliers'), ['supplier_id']) }}
)

select
    versions.supplier_id,
    versions.name,
    versions.grade,
    versions.currency,
    {{ version_lineage('versions') }}
from versions
