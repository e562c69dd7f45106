{{ config(materialized="table") }}

with {{ odoo_imports(["purchase_order", "purchase_order_line", "stock_picking_type", "res_currency", "uom_uom"]) }}

select
    purchase_order_line.id as purchase_order_line_id,
    purchase_order.id as purchase_order_id,
    purchase_order.name as purchase_order_number,
    nullif(trim(purchase_order.origin), '') as origin_reference,
    case
        when purchase_order.state in ('draft', 'sent') then 'draft'
        when purchase_order.state = 'to approve' then 'pending'
        when purchase_order.state = 'cancel' then 'cancelled'
        when purchase_order.state = 'done' then 'done'
        else 'confirmed'
    end as status,
    purchase_order.partner_id as supplier_id,
    purchase_order_line.product_id,
    stock_picking_type.warehouse_id as location_id,
    purchase_order.date_order as ordered_at,
    purchase_order.date_approve as confirmed_at,
    cast(purchase_order_line.date_planned as date) as requested_on,
    -- The line's own date is the expected one; the moves' dates part from it.
    cast(purchase_order_line.date_planned as date) as promised_on,
    purchase_order_line.product_qty as quantity,
    purchase_order_line.qty_received as received_qty,
    {{ quantity('null') }} as rejected_qty,
    {{ quantity("case when purchase_order.state = 'cancel' then purchase_order_line.product_qty else 0 end") }}
        as cancelled_qty,
    uom_uom.name as uom,
    purchase_order_line.price_unit as unit_price,
    res_currency.name as currency,
    greatest(purchase_order_line.write_date, purchase_order.write_date) as updated_at,
    {{ lineage('purchase_order_line') }}
from purchase_order_line
inner join purchase_order
    on purchase_order_line._source = purchase_order._source and purchase_order_line.order_id = purchase_order.id
left join stock_picking_type
    on
        purchase_order._source = stock_picking_type._source
        and purchase_order.picking_type_id = stock_picking_type.id
left join res_currency
    on purchase_order._source = res_currency._source and purchase_order.currency_id = res_currency.id
left join uom_uom
    on purchase_order_line._source = uom_uom._source and purchase_order_line.product_uom = uom_uom.id
where purchase_order_line.product_id is not null
