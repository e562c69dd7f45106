with promotions as (
    select * from {{ ref("fct_promotions") }}
)

-- Three years, as planning looks back at demand, and the weeks ahead.
select
    promotions.promotion_id,
    promotions.product_id,
    promotions.name,
    promotions.starts_on,
    promotions.ends_on,
    cast(promotions.discount_rate as {{ type_double() }}) as discount_rate,
    cast(promotions.expected_uplift_qty as {{ type_double() }}) as expected_uplift_qty
from promotions
where
    promotions.ends_on > {{ dbt.dateadd('day', -1092, as_of()) }}
    and promotions.starts_on <= {{ dbt.dateadd('day', 182, as_of()) }}
