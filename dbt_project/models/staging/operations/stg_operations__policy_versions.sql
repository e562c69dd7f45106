with versions as (
    {{ versions_of(
        source('raw_operations', 'policies'),
        ['scope', 'scope_value', 'product_code', 'location_code', 'parameter'],
        disposition="snapshot"
    ) }}
)

select
    versions.scope,
    versions.scope_value,
    versions.product_code,
    versions.location_code,
    versions.parameter,
    versions.value,
    {{ version_lineage('versions') }}
from versions
