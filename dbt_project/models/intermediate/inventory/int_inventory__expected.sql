{{ config(tags=["evaluate"]) }}

with incoming as (
    select * from {{ ref("int_inventory__incoming") }}
    where location_id is not null
),

planned as (
    select * from {{ ref("stg_planning__expected_receipts") }}
)

select
    planned.plan_version,
    incoming.purchase_order_line_id,
    incoming.purchase_order_number,
    incoming.supplier_id,
    incoming.product_id,
    incoming.location_id,
    incoming.promised_on,
    planned.expected_on,
    planned.reliable_on,
    planned.expected_basis,
    incoming.is_late,
    incoming.open_qty,
    planned.sentence
from incoming
left join planned on incoming.purchase_order_line_id = planned.purchase_order_line_id
