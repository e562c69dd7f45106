with versions as (
    {{ versions_of(source('raw_shopify', 'product_variants'), ['variant_id']) }}
)

select
    versions.variant_id as product_id,
    versions.product_title as name,
    nullif(trim(versions.product_type), '') as category,
    cast(null as {{ dbt.type_string() }}) as uom,
    versions.price as list_price,
    versions.unit_cost,
    coalesce(versions.currency, versions.unit_cost_currency) as currency,
    {{ version_lineage('versions') }}
from versions
