{{ config(materialized="table") }}

with variants as (
    {{ newest_version(source('raw_shopify', 'product_variants'), ['variant_id']) }}
)

select
    variants.variant_id as product_id,
    nullif(trim(variants.sku), '') as product_code,
    nullif(trim(variants.barcode), '') as barcode,
    variants.product_title as name,
    nullif(trim(variants.product_type), '') as category,
    cast(null as {{ dbt.type_string() }}) as uom,
    variants.price as list_price,
    variants.unit_cost,
    coalesce(variants.currency, variants.unit_cost_currency) as currency,
    coalesce(upper(variants.status), 'ACTIVE') = 'ACTIVE' as is_active,
    true as is_sold,
    cast(null as boolean) as is_purchased,
    cast(null as boolean) as is_assembled,
    {{ quantity('null') }} as erp_reorder_point,
    {{ quantity('null') }} as erp_order_up_to,
    variants.updated_at,
    {{ lineage('variants') }}
from variants
