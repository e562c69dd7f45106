{% set mentions = {
    "product": [
        ("supplier_products", "product_id"), ("bom_lines", "product_id"), ("bom_lines", "component_id"),
        ("order_lines", "product_id"), ("returns", "product_id"), ("purchase_order_lines", "product_id"),
        ("receipts", "product_id"), ("inventory_movements", "product_id"), ("inventory_levels", "product_id"),
        ("promotions", "product_id"),
    ],
    "supplier": [("supplier_products", "supplier_id"), ("purchase_order_lines", "supplier_id")],
    "customer": [("order_lines", "customer_id"), ("order_charges", "customer_id")],
    "location": [
        ("order_lines", "location_id"), ("returns", "location_id"), ("purchase_order_lines", "location_id"),
        ("receipts", "location_id"), ("inventory_movements", "location_id"), ("inventory_levels", "location_id"),
    ],
} %}

with mentioned as (
    {% for entity, places in mentions.items() %}
    {% for canonical, column in places %}
    {% for system in var("canonical")[canonical] %}
    select
        '{{ entity }}' as entity,
        source,
        {{ column }} as source_id,
        {{ "true" if system in ["tables", "supplier_files"] else "false" }} as is_code,
        count(*) as row_count
    from {{ ref("stg_" ~ system ~ "__" ~ canonical) }}
    group by source, {{ column }}
    union all
    {% endfor %}
    {% endfor %}
    {% endfor %}
    select
        'supplier' as entity,
        source,
        supplier_id as source_id,
        true as is_code,
        count(*) as row_count
    from {{ ref("stg_supplier_files__confirmations") }}
    group by source, supplier_id
    union all
    select
        'product' as entity,
        source,
        product_id as source_id,
        true as is_code,
        count(*) as row_count
    from {{ ref("stg_supplier_files__confirmations") }}
    group by source, product_id
)

select
    entity,
    source,
    source_id,
    -- Files speak in codes; a shop's or ERP's own ids mean nothing elsewhere.
    is_code,
    cast(sum(row_count) as bigint) as row_count
from mentioned
where source_id is not null
group by entity, source, source_id, is_code
