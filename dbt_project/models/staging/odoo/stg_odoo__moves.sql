{{ config(materialized="table") }}

with {{ odoo_imports(["stock_move", "stock_location", "uom_uom"]) }}

select
    stock_move.id as move_id,
    stock_move.product_id,
    uom_uom.name as uom,
    stock_move.product_uom_qty as planned_quantity,
    stock_move.quantity_done,
    stock_move.state,
    stock_move.date as moved_at,
    stock_move.sale_line_id,
    stock_move.purchase_line_id,
    stock_move.origin_returned_move_id,
    coalesce(stock_move.to_refund, false) as is_refunded,
    coalesce(stock_move.is_inventory, false) as is_inventory,
    coalesce(stock_move.scrapped, false) as is_scrapped,
    coalesce(stock_move.reference, stock_move.origin) as document_reference,
    from_places.usage as from_usage,
    from_places.warehouse_id as from_warehouse_id,
    {{ odoo_is_damaged('from_places') }} as is_from_damaged,
    to_places.usage as to_usage,
    to_places.warehouse_id as to_warehouse_id,
    {{ odoo_is_damaged('to_places') }} as is_to_damaged,
    stock_move.write_date as updated_at,
    stock_move._source,
    stock_move._load_id,
    stock_move._loaded_at
from stock_move
inner join stock_location as from_places
    on stock_move._source = from_places._source and stock_move.location_id = from_places.id
inner join stock_location as to_places
    on stock_move._source = to_places._source and stock_move.location_dest_id = to_places.id
left join uom_uom on stock_move._source = uom_uom._source and stock_move.product_uom = uom_uom.id
