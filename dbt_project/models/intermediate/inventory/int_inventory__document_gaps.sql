-- noqa: disable=LT02,LT09
-- (the documents stand one a line, to be read as a table)
with suspects as (
    select distinct product_id, location_id
    from {{ ref("int_inventory__residuals") }}
),

-- Documents from before the ledger begins are inside its opening.
residuals as (
    select suspects.product_id, suspects.location_id, min(movements.moved_on) as first_on
    from suspects
    left join {{ ref("int_inventory__movements") }} as movements
        on suspects.product_id = movements.product_id and suspects.location_id = movements.location_id
    group by suspects.product_id, suspects.location_id
),

movements as (
    select
        movements.*,
        coalesce(links.order_line_id, movements.document_line_id) as line_id
    from {{ ref("int_inventory__movements") }} as movements
    inner join residuals
        on movements.product_id = residuals.product_id and movements.location_id = residuals.location_id
    left join {{ ref("int_sales__line_links") }} as links on movements.document_line_id = links.line_id
    where movements.movement_type in ('sale', 'receipt', 'supplier_return', 'sale_return')
),

-- Documents count as they would change stock: what was shipped leaves, what was received or came back enters.
documents as (
    select product_id, location_id, 'issue' as gap_kind, 'sellable' as stock_status, order_line_id as line_id,
        order_number as document_reference, coalesce(shipped_on, ordered_on) as document_on, -shipped_qty as quantity
    from {{ ref("int_sales__order_lines") }}
    where shipped_qty > 0
    union all
    select product_id, location_id, 'receipt' as gap_kind, 'sellable' as stock_status, purchase_order_line_id as line_id,
        purchase_order_number as document_reference, coalesce(last_received_on, confirmed_promised_on, ordered_on) as document_on,
        coalesce(stated_received_qty, received_qty) as quantity
    from {{ ref("int_purchasing__order_lines") }}
    union all
    select product_id, location_id, 'return' as gap_kind, disposition as stock_status, order_line_id as line_id,
        return_id as document_reference, returned_on as document_on, returned_qty as quantity
    from {{ ref("int_sales__returns") }}
    where is_usable and disposition in ('sellable', 'damaged')
),

-- Rejected goods are received too: a purchase line does not say which part was damaged.
told as (
    select documents.*
    from documents
    inner join residuals
        on documents.product_id = residuals.product_id and documents.location_id = residuals.location_id
    where documents.document_on >= residuals.first_on
    union all
    select product_id, location_id,
        case movement_type when 'sale' then 'issue' when 'sale_return' then 'return' else 'receipt' end as gap_kind,
        case when movement_type in ('receipt', 'supplier_return') then 'sellable' else stock_status end as stock_status,
        line_id,
        cast(null as {{ dbt.type_string() }}) as document_reference, cast(null as date) as document_on,
        -quantity as quantity
    from movements
)

select
    product_id,
    location_id,
    gap_kind,
    stock_status,
    coalesce(line_id, '') as line_id,
    max(document_reference) as document_reference,
    max(document_on) as document_on,
    {{ quantity('sum(quantity)') }} as gap_qty
from told
group by product_id, location_id, gap_kind, stock_status, coalesce(line_id, '')
having sum(quantity) <> 0
