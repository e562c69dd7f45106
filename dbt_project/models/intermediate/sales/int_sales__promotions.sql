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
    -- Without anything wrong the inner case is null, and so is the whole.
    case
        when products.conformed_id is null then 'unknown product'
        else
            'promotion ' || promotions.promotion_id || case
                when promotions.starts_on is null or promotions.ends_on is null then ' has no first or last day: enter both'
                when promotions.ends_on < promotions.starts_on
                    then ' ends before it starts: correct the first or the last day'
                when promotions.discount_rate > 1
                    then ' has a discount above 100 %: enter it as a share of the price, 0.2 for 20 %'
                when promotions.expected_uplift_qty < 0
                    then ' expects an uplift below zero: enter what it sells on top, or nothing'
            end
    end as hold_reason,
    promotions.source,
    promotions.load_id,
    promotions.loaded_at
from promotions
{{ conform("promotions", ["product"]) }}
