with planned as (
    select * from {{ ref("stg_planning__order_promises") }}
),

lines as (
    select * from {{ ref("int_sales__order_lines") }}
),

products as (
    select * from {{ ref("dim_product") }}
),

locations as (
    select * from {{ ref("dim_location") }}
)

select
    planned.plan_version,
    planned.order_line_id,
    lines.order_id,
    lines.order_number,
    lines.customer_id,
    planned.product_id,
    planned.location_id,
    planned.due_on,
    planned.quantity,
    planned.promised_on,
    planned.short_qty,
    planned.late_qty,
    planned.limiting_product_id,
    products.product_code as limiting_product_code,
    planned.limiting_location_id,
    locations.location_code as limiting_location_code,
    planned.sentence
from planned
left join lines on planned.order_line_id = lines.order_line_id
left join products on planned.limiting_product_id = products.product_id
left join locations on planned.limiting_location_id = locations.location_id
