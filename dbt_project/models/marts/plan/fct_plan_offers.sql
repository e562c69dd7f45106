with offers as (
    select * from {{ ref("stg_planning__plan_offers") }}
),

products as (
    select * from {{ ref("dim_product") }}
),

locations as (
    select * from {{ ref("dim_location") }}
)

select
    offers.plan_version,
    offers.offer,
    offers.offer_kind,
    offers.product_id,
    offers.location_id,
    offers.from_product_id,
    products.product_code as from_product_code,
    offers.from_location_id,
    locations.location_code as from_location_code,
    offers.planned_order,
    offers.needed_on,
    offers.quantity,
    offers.sentence
from offers
inner join products on offers.from_product_id = products.product_id
inner join locations on offers.from_location_id = locations.location_id
