with price_list as (
    {{ newest_version(
        source('raw_supplier_files', 'price_list_lines'),
        ['supplier_code', 'supplier_item_code', 'min_order_qty', 'valid_from']
    ) }}
),

items as (
    select
        _source,
        {{ supplier_file_item('price_list') }} as product_id,
        max(buyer_item_code) as product_code,
        max(barcode) as barcode,
        max(description) as name,
        max(file_modified_at) as updated_at,
        max(_load_id) as _load_id,
        max(_loaded_at) as _loaded_at
    from price_list
    group by _source, {{ supplier_file_item('price_list') }}
)

select
    items.product_id,
    coalesce(nullif(trim(items.product_code), ''), items.product_id) as product_code,
    nullif(trim(items.barcode), '') as barcode,
    items.name,
    cast(null as {{ dbt.type_string() }}) as category,
    cast(null as {{ dbt.type_string() }}) as uom,
    {{ money('null') }} as list_price,
    {{ money('null') }} as unit_cost,
    cast(null as {{ dbt.type_string() }}) as currency,
    true as is_active,
    cast(null as boolean) as is_sold,
    true as is_purchased,
    cast(null as boolean) as is_assembled,
    {{ quantity('null') }} as erp_reorder_point,
    {{ quantity('null') }} as erp_order_up_to,
    items.updated_at,
    {{ lineage('items') }}
from items
