with terms as (
    select * from {{ ref("dim_supplier_product") }}
),

suppliers as (
    select * from {{ ref("dim_supplier") }}
),

performance as (
    select * from {{ ref("fct_supplier_performance") }}
)

select
    terms.supplier_product_id,
    terms.product_id,
    terms.supplier_id,
    suppliers.name as supplier_name,
    terms.landed_unit_price,
    terms.min_order_qty,
    terms.order_multiple,
    terms.stated_lead_time_days,
    performance.lead_time_days as measured_lead_time_days,
    coalesce(performance.lead_time_receipts, 0) as lead_time_receipts,
    performance.on_time_rate,
    terms.priority,
    terms.valid_from,
    terms.valid_to
from terms
inner join suppliers on terms.supplier_id = suppliers.supplier_id
left join performance on terms.supplier_id = performance.supplier_id and terms.product_id = performance.product_id
