{{ config(materialized="table") }}

with {{ odoo_imports(["product_product", "product_template", "product_category", "uom_uom"]) }},

-- The same product has one reordering rule a warehouse; the highest is what the ERP would act on first.
orderpoints as (
    select
        _source,
        product_id,
        max(product_min_qty) as product_min_qty,
        max(product_max_qty) as product_max_qty
    from ({{ newest_version(source('raw_odoo', 'stock_warehouse_orderpoint'), ['id']) }}) as rules
    where coalesce(active, true)
    group by _source, product_id
),

boms as (
    select distinct
        _source,
        product_tmpl_id
    from ({{ newest_version(source('raw_odoo', 'mrp_bom'), ['id']) }}) as mrp_bom
    where coalesce(active, true)
)

select
    product_product.id as product_id,
    nullif(trim(product_product.default_code), '') as product_code,
    nullif(trim(product_product.barcode), '') as barcode,
    product_template.name,
    product_category.name as category,
    uom_uom.name as uom,
    product_template.list_price,
    product_product.standard_price as unit_cost,
    -- Odoo keeps prices and cost in the company's own currency.
    cast(null as {{ dbt.type_string() }}) as currency,
    coalesce(product_product.active, true) and coalesce(product_template.active, true) as is_active,
    coalesce(product_template.sale_ok, false) as is_sold,
    coalesce(product_template.purchase_ok, false) as is_purchased,
    boms.product_tmpl_id is not null as is_assembled,
    orderpoints.product_min_qty as erp_reorder_point,
    orderpoints.product_max_qty as erp_order_up_to,
    greatest(product_product.write_date, product_template.write_date) as updated_at,
    {{ lineage('product_product') }}
from product_product
inner join product_template
    on product_product._source = product_template._source and product_product.product_tmpl_id = product_template.id
left join product_category
    on product_template._source = product_category._source and product_template.categ_id = product_category.id
left join uom_uom on product_template._source = uom_uom._source and product_template.uom_id = uom_uom.id
left join orderpoints on product_product._source = orderpoints._source and product_product.id = orderpoints.product_id
left join boms
    on product_product._source = boms._source and product_product.product_tmpl_id = boms.product_tmpl_id
