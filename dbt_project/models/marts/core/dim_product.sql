with products as (
    select * from {{ ref("int_identity__products") }}
),

costs as (
    select * from {{ ref("int_inventory__unit_costs") }}
),

classes as (
    select * from {{ ref("int_policies__abc") }}
),

terms as (
    select * from {{ ref("int_purchasing__chosen_terms") }}
)

select
    products.product_id,
    products.product_code,
    products.barcode,
    products.name,
    coalesce(products.category, 'none') as category,
    coalesce(products.uom, 'Units') as uom,
    classes.abc_class,
    costs.unit_cost_amount,
    costs.unit_cost_basis,
    costs.list_price_amount,
    '{{ var("base_currency") }}' as base_currency,
    terms.supplier_id as current_supplier_id,
    products.is_active,
    products.is_sold,
    products.is_purchased,
    products.is_assembled,
    products.erp_reorder_point,
    products.erp_order_up_to,
    products.source,
    products.source_id,
    products.load_id,
    products.loaded_at
from products
left join costs on products.product_id = costs.product_id
left join classes on products.product_id = classes.product_id
left join terms on products.product_id = terms.product_id
