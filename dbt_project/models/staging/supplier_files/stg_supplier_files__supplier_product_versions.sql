with versions as (
    {{ versions_of(
        source('raw_supplier_files', 'price_list_lines'),
        ['supplier_code', 'supplier_item_code', 'min_order_qty', 'valid_from']
    ) }}
)

select
    versions.supplier_code || '/' || versions.supplier_item_code || '/'
    || cast(versions.min_order_qty as {{ dbt.type_string() }}) || '/'
    || cast(versions.valid_from as {{ dbt.type_string() }}) as supplier_product_id,
    versions.supplier_code as supplier_id,
    {{ supplier_file_item('versions') }} as product_id,
    versions.unit_price,
    versions.currency,
    versions.min_order_qty,
    versions.order_multiple,
    versions.lead_time_days,
    versions.valid_from,
    versions.valid_to,
    {{ version_lineage('versions') }}
from versions
