with versions as (
    select
        product_id,
        name,
        category,
        uom,
        list_price,
        unit_cost,
        currency,
        known_from_at,
        known_before_at,
        source
    from {{ ref("stg_shopify__product_versions") }}
    union all
    select
        product_id,
        name,
        category,
        uom,
        list_price,
        unit_cost,
        currency,
        known_from_at,
        known_before_at,
        source
    from {{ ref("stg_odoo__product_versions") }}
    union all
    select
        product_id,
        name,
        category,
        uom,
        list_price,
        unit_cost,
        currency,
        known_from_at,
        known_before_at,
        source
    from {{ ref("stg_tables__product_versions") }}
),

periods as (
    {{ folded("versions", ["source", "product_id"], ["name", "category", "uom", "list_price", "unit_cost", "currency"]) }}
)

select
    xref.conformed_id as product_id,
    periods.product_id as source_id,
    periods.name,
    periods.category,
    periods.uom,
    periods.list_price,
    periods.unit_cost,
    periods.currency,
    periods.known_from_at,
    periods.known_before_at,
    periods.is_current,
    periods.source
from periods
inner join {{ ref("xref_product") }} as xref on periods.source = xref.source and periods.product_id = xref.source_id
