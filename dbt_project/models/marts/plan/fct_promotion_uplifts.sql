with uplifts as (
    select * from {{ ref("stg_planning__promotion_uplifts") }}
),

-- By id alone: a promotion of a replaced product is planned as its successor's.
promotions as (
    select
        promotion_id,
        min(name) as name
    from {{ ref("fct_promotions") }}
    group by promotion_id
)

select
    uplifts.plan_version,
    uplifts.promotion_id,
    uplifts.product_id,
    uplifts.location_id,
    promotions.name,
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
left join promotions on uplifts.promotion_id = promotions.promotion_id
