with moves as (
    select * from {{ ref("stg_odoo__moves") }}
    where state = 'done'
),

received as (
    select * from moves
    where from_usage = 'supplier' and to_usage = 'internal' and purchase_line_id is not null
),

-- What goes back to the vendor was rejected.
sent_back as (
    select
        _source,
        origin_returned_move_id,
        sum(quantity_done) as rejected_qty
    from moves
    where from_usage = 'internal' and to_usage = 'supplier' and origin_returned_move_id is not null
    group by _source, origin_returned_move_id
)

select
    received.move_id as receipt_id,
    received.purchase_line_id as purchase_order_line_id,
    received.product_id,
    received.to_warehouse_id as location_id,
    received.moved_at as received_at,
    received.quantity_done as quantity,
    -- Odoo keeps no count of what was looked at: everything received was.
    received.quantity_done as inspected_qty,
    {{ quantity('coalesce(sent_back.rejected_qty, 0)') }} as rejected_qty,
    received.uom,
    received.updated_at,
    {{ lineage('received') }}
from received
left join sent_back
    on received._source = sent_back._source and received.move_id = sent_back.origin_returned_move_id
