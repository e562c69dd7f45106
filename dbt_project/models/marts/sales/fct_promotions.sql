with promotions as (
    select * from {{ ref("int_sales__promotions") }}
    where hold_reason is null
)

select
    promotions.promotion_id,
    promotions.product_id,
    promotions.name,
    promotions.starts_on,
    promotions.ends_on,
    promotions.discount_rate,
    promotions.expected_uplift_qty,
    {{ as_of() }} between promotions.starts_on and promotions.ends_on as is_running,
    promotions.source,
    promotions.load_id,
    promotions.loaded_at
from promotions
