with links as (
    select * from {{ ref("int_identity__product_links") }}
    where link_kind = 'like' and hold_reason is null and valid_from <= {{ as_of() }}
),

products as (
    select * from {{ ref("dim_product") }}
)

select
    links.product_id,
    links.other_id as like_id,
    products.product_code as like_code,
    cast(links.units_per as {{ type_double() }}) as units_per,
    links.valid_from
from links
inner join products on links.other_id = products.product_id
