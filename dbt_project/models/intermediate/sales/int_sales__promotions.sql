with promotions as ({{ union_canonical("promotions") }})

select
    {{ document_id('promotions.source', 'promotions.promotion_id') }} as promotion_id,
    products.conformed_id as product_id,
    promotions.product_id as source_product_id,
    promotions.name,
    promotions.starts_on,
    promotions.ends_on,
    promotions.discount_rate,
    promotions.expected_uplift_qty,
    case when products.conformed_id is null then 'unknown product' end as hold_reason,
    promotions.source,
    promotions.load_id,
    promotions.loaded_at
from promotions
{{ conform("promotions", ["product"]) }}
