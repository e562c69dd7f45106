with products as ({{ union_canonical("products") }}),

members as (
    select * from {{ ref("int_identity__members") }}
    where entity = 'product'
)

select
    members.conformed_id as product_id,
    coalesce({{ first_known('products.product_code') }}, max(case when members.place = 1 then members.source_id end))
        as product_code,
    {{ first_known('products.barcode') }} as barcode,
    {{ first_known('products.name') }} as name,
    {{ first_known('products.category') }} as category,
    {{ first_known('products.uom') }} as uom,
    {{ first_known('products.list_price') }} as list_price,
    {{ first_known('products.unit_cost') }} as unit_cost,
    {{ first_known('products.currency') }} as currency,
    coalesce({{ first_known('products.is_active') }}, true) as is_active,
    coalesce({{ first_known('products.is_sold') }}, true) as is_sold,
    coalesce({{ first_known('products.is_purchased') }}, true) as is_purchased,
    coalesce({{ first_known('products.is_assembled') }}, false) as is_assembled,
    {{ first_known('products.erp_reorder_point') }} as erp_reorder_point,
    {{ first_known('products.erp_order_up_to') }} as erp_order_up_to,
    max(case when members.place = 1 then members.source end) as source,
    max(case when members.place = 1 then members.source_id end) as source_id,
    max(case when members.place = 1 then products.load_id end) as load_id,
    max(products.loaded_at) as loaded_at
from members
inner join products on members.source = products.source and members.source_id = products.product_id
group by members.conformed_id
