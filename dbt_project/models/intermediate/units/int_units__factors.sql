{{ config(materialized="watched", watch=["source", "source_product_id", "uom_key", "factor"]) }}

{% set stated = [
    ("supplier_products", "product_id"), ("bom_lines", "component_id"), ("order_lines", "product_id"),
    ("returns", "product_id"), ("purchase_order_lines", "product_id"), ("receipts", "product_id"),
    ("inventory_movements", "product_id"), ("inventory_levels", "product_id"),
] %}

with products as ({{ union_canonical("products") }}),

crosswalk as (
    select * from {{ ref("xref_product") }}
),

stock_units as (
    select
        product_id,
        uom
    from {{ ref("int_identity__products") }}
),

conversions as (
    select * from {{ ref("int_units__conversions") }}
    where not is_conflicting
),

said as (
    {% for canonical, column in stated %}
    {% for system in var("canonical")[canonical] %}
    select
        source,
        {{ column }} as source_product_id,
        {{ uom_key('uom') }} as uom_key
    from {{ ref("stg_" ~ system ~ "__" ~ canonical) }}
    group by source, {{ column }}, {{ uom_key('uom') }}
    union
    {% endfor %}
    {% endfor %}
    select
        source,
        product_id as source_product_id,
        {{ uom_key('uom') }} as uom_key
    from {{ ref("stg_supplier_files__confirmations") }}
    group by source, product_id, {{ uom_key('uom') }}
),

-- No unit said means the source's own unit of that product.
meant as (
    select
        said.source,
        said.source_product_id,
        said.uom_key,
        crosswalk.conformed_id as product_id,
        crosswalk.pack_factor,
        {{ uom_key('products.uom') }} as own_key,
        {{ uom_key('stock_units.uom') }} as stock_key,
        case when said.uom_key = '' then {{ uom_key('products.uom') }} else said.uom_key end as meant_key
    from said
    inner join crosswalk on said.source = crosswalk.source and said.source_product_id = crosswalk.source_id
    left join products on said.source = products.source and said.source_product_id = products.product_id
    left join stock_units on crosswalk.conformed_id = stock_units.product_id
)

select
    meant.source,
    meant.source_product_id,
    meant.uom_key,
    meant.product_id,
    {{ quantity("case
        when meant.pack_factor is not null and meant.meant_key = meant.own_key then meant.pack_factor
        when meant.meant_key in ('', meant.stock_key) then 1
        when own_conversions.base_key in ('', meant.stock_key) then own_conversions.factor
        when shared.base_key = meant.stock_key then shared.factor
        when shared.base_key = stock_shared.base_key then shared.factor / nullif(stock_shared.factor, 0)
    end") }} as factor
from meant
left join conversions as own_conversions
    on meant.product_id = own_conversions.product_id and meant.meant_key = own_conversions.uom_key
left join conversions as shared on shared.product_id = '' and meant.meant_key = shared.uom_key
left join conversions as stock_shared on stock_shared.product_id = '' and meant.stock_key = stock_shared.uom_key
