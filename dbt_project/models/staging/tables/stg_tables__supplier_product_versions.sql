with versions as (
    {{ versions_of(source('raw_tables', 'supplier_products'), ['supplier_product_id']) }}
)

select
    versions.supplier_product_id,
    versions.supplier_id,
    versions.product_id,
    versions.unit_price,
    versions.currency,
    versions.min_order_qty,
    versions.order_multiple,
    versions.lead_time_days,
    versions.valid_from,
    versions.valid_to,
    {{ version_lineage('versions') }}
from versions
