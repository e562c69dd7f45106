with uplifts as (
    select * from {{ source('raw_planning', 'promotion_uplifts') }}
)

select
    uplifts.plan_version,
    uplifts.promotion_id,
    uplifts.product_id,
    uplifts.location_id,
    uplifts.first_on,
    uplifts.last_on,
    uplifts.base_qty,
    uplifts.uplift_qty,
    uplifts.uplift_rate,
    uplifts.basis,
    uplifts.past_promotions,
    uplifts.sentence,
    uplifts.is_at_risk,
    uplifts.first_short_on,
    uplifts.short_qty,
    uplifts.limiting_product_id
from uplifts
