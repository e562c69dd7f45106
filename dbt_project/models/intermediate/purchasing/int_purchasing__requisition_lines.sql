with requisitions as (
    select * from {{ ref("stg_operations__requisitions") }}
    where state in ('approved', 'sent', 'acknowledged', 'changed', 'ordered', 'partly_received', 'received')
),

lines as (
    select * from {{ ref("int_purchasing__source_lines") }}
),

requisition_keys as (
    select
        requisition_number,
        line,
        product_id,
        {{ code_key('requisition_number') }} as document_key
    from requisitions
    union
    select
        requisition_number,
        line,
        product_id,
        {{ code_key('purchase_order_reference') }} as document_key
    from requisitions
    where purchase_order_reference is not null
),

-- An order names its requisition as its origin, or is the order that the requisition was told of.
order_keys as (
    select
        purchase_order_line_id,
        order_key as document_key
    from lines
    union
    select
        purchase_order_line_id,
        {{ code_key('origin_reference') }} as document_key
    from lines
    where origin_reference is not null
),

matched as (
    select distinct
        requisition_keys.requisition_number,
        requisition_keys.line,
        requisition_keys.product_id as requested_product_id,
        order_keys.purchase_order_line_id
    from requisition_keys
    inner join order_keys on requisition_keys.document_key = order_keys.document_key
)

select
    matched.requisition_number,
    matched.line,
    matched.purchase_order_line_id,
    lines.purchase_order_id,
    lines.purchase_order_number,
    lines.status,
    coalesce(lines.product_id = matched.requested_product_id, false) as is_of_product
from matched
inner join lines on matched.purchase_order_line_id = lines.purchase_order_line_id
