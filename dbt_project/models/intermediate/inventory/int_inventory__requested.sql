with requisitions as (
    select
        *,
        {{ code_key('requisition_number') }} as requisition_key,
        {{ code_key('purchase_order_reference') }} as reference_key
    from {{ ref("stg_operations__requisitions") }}
    where state in ('approved', 'sent', 'ordered')
),

lines as (
    select * from {{ ref("int_purchasing__source_lines") }}
    where status <> 'draft'
),

ordered as (
    select order_key
    from lines
    where order_key is not null
    union
    select {{ code_key('origin_reference') }} as order_key
    from lines
    where origin_reference is not null
)

-- Once the order stands in the ERP it is supply on order: a need is supplied once.
select
    requisitions.product_id,
    requisitions.location_id,
    {{ quantity('sum(requisitions.quantity)') }} as approved_requisition_qty
from requisitions
left join ordered
    on requisitions.requisition_key = ordered.order_key or requisitions.reference_key = ordered.order_key
where ordered.order_key is null
group by requisitions.product_id, requisitions.location_id
