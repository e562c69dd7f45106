with planned as (
    select * from {{ ref("stg_planning__plan_holds") }}
),

products as (
    select * from {{ ref("dim_product") }}
),

locations as (
    select * from {{ ref("dim_location") }}
)

select
    planned.plan_version,
    planned.part,
    planned.part_key,
    planned.product_id,
    planned.location_id,
    {% set reason = called("planned.reason", "products.product_id", "products.product_code") %}
    {% set reason = called(reason, "parts.product_id", "parts.product_code") %}
    {{ called(reason, "locations.location_id", "locations.location_code") }} as reason
from planned
left join products on planned.product_id = products.product_id
left join products as parts on planned.part_key = parts.product_id
left join locations on planned.location_id = locations.location_id
