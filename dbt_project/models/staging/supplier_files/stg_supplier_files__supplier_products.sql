with price_list as (
    {{ newest_version(
        source('raw_supplier_files', 'price_list_lines'),
        ['supplier_code', 'supplier_item_code', 'min_order_qty', 'valid_from']
    ) }}
)

select
    price_list.supplier_code || '/' || price_list.supplier_item_code || '/'
    || cast(price_list.min_order_qty as {{ dbt.type_string() }}) || '/'
    || cast(price_list.valid_from as {{ dbt.type_string() }}) as supplier_product_id,
    price_list.supplier_code as supplier_id,
    {{ supplier_file_item('price_list') }} as product_id,
    price_list.supplier_item_code,
    price_list.unit_price,
    price_list.currency,
    price_list.uom,
    price_list.min_order_qty,
    price_list.order_multiple,
    price_list.lead_time_days,
    cast(null as integer) as priority,
    price_list.valid_from,
    price_list.valid_to,
    price_list.file_modified_at as updated_at,
    {{ lineage('price_list') }}
from price_list
