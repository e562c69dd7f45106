with requisitions as (
    select
        *,
        {{ code_key('requisition_number') }} as requisition_key,
        {{ code_key('purchase_order_reference') }} as reference_key
    from {{ ref("stg_operations__requisitions") }}
    where state in ('approved', 'sent', 'ordered')
),

lines as (
    select
        {{ code_key('origin_reference') }} as requisition_key,
        order_key
    from {{ ref("int_purchasing__source_lines") }}
    where status in ('pending', 'confirmed', 'done', 'cancelled', 'rejected')
)

-- Once the order stands in the ERP it is supply on order: a need is supplied once.
select
    requisitions.product_id,
    requisitions.location_id,
    {{ quantity('sum(requisitions.quantity)') }} as approved_requisition_qty
from requisitions
where
    not exists (select 1 from lines where lines.requisition_key = requisitions.requisition_key)
    and not exists (select 1 from lines where lines.order_key = requisitions.reference_key)
group by requisitions.product_id, requisitions.location_id
