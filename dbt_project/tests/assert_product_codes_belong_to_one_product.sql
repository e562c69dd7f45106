-- Fails if two products share a code; the rows name the source and id of both.
{{ config(tags=["build"], store_failures=true, schema="failures") }}

select
    dim_product.product_code,
    dim_product.source,
    dim_product.source_id,
    dim_product.product_id
from {{ ref("dim_product") }} as dim_product
where
    dim_product.is_active
    and dim_product.product_code in (
        select codes.product_code
        from {{ ref("dim_product") }} as codes
        where codes.is_active
        group by codes.product_code
        having count(*) > 1
    )
