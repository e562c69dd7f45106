with versions as (
    {{ versions_of(source('raw_tables', 'products'), ['product_id']) }}
)

select
    versions.product_id,
    versions.name,
    versions.category,
    versions.uom,
    versions.list_price,
    versions.unit_cost,
    versions.currency,
    {{ version_lineage('versions') }}
from versions
