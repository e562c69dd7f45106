with versions as (
    select
        supplier_product_id,
        supplier_id,
        product_id,
        unit_price,
        currency,
        min_order_qty,
        order_multiple,
        lead_time_days,
        valid_from,
        valid_to,
        known_from_at,
        known_before_at,
        source
    from {{ ref("stg_odoo__supplier_product_versions") }}
    union all
    select
        supplier_product_id,
        supplier_id,
        product_id,
        unit_price,
        currency,
        min_order_qty,
        order_multiple,
        lead_time_days,
        valid_from,
        valid_to,
        known_from_at,
        known_before_at,
        source
    from {{ ref("stg_supplier_files__supplier_product_versions") }}
    union all
    select
        supplier_product_id,
        supplier_id,
        product_id,
        unit_price,
        currency,
        min_order_qty,
        order_multiple,
        lead_time_days,
        valid_from,
        valid_to,
        known_from_at,
        known_before_at,
        source
    from {{ ref("stg_tables__supplier_product_versions") }}
),

periods as (
    {{ folded(
        "versions",
        ["source", "supplier_product_id"],
        ["supplier_id", "product_id", "unit_price", "currency", "min_order_qty",
        "order_multiple", "lead_time_days", "valid_from", "valid_to"]
    ) }}
)

select
    {{ document_id('periods.source', 'periods.supplier_product_id') }} as supplier_product_id,
    suppliers.conformed_id as supplier_id,
    products.conformed_id as product_id,
    periods.unit_price,
    periods.currency,
    periods.min_order_qty,
    periods.order_multiple,
    periods.lead_time_days as stated_lead_time_days,
    periods.valid_from,
    periods.valid_to,
    periods.known_from_at,
    periods.known_before_at,
    periods.is_current,
    periods.source
from periods
inner join {{ ref("xref_supplier") }} as suppliers
    on periods.source = suppliers.source and periods.supplier_id = suppliers.source_id
inner join {{ ref("xref_product") }} as products
    on periods.source = products.source and periods.product_id = products.source_id
