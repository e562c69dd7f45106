with requisitions as (
    select * from {{ ref("stg_operations__requisitions") }}
    where state in ('approved', 'sent', 'acknowledged', 'changed', 'ordered')
),

ordered as (
    select distinct
        requisition_number,
        line
    from {{ ref("int_purchasing__requisition_lines") }}
    where status <> 'draft'
)

-- Once the order stands in the ERP it is supply on order: a need is supplied once.
select
    requisitions.product_id,
    requisitions.location_id,
    {{ quantity('sum(requisitions.quantity)') }} as approved_requisition_qty
from requisitions
left join ordered
    on requisitions.requisition_number = ordered.requisition_number and requisitions.line = ordered.line
where ordered.requisition_number is null
group by requisitions.product_id, requisitions.location_id
