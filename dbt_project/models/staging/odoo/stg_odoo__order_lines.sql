{{ config(materialized="watched") }}

with {{ odoo_imports(["sale_order", "sale_order_line", "res_partner", "res_currency", "uom_uom"]) }},

moves as (
    select * from {{ ref("stg_odoo__moves") }}
    where state = 'done' and from_usage = 'internal' and to_usage = 'customer'
),

-- A return that is refunded lowers Odoo's own delivered quantity; what was shipped stays shipped.
shipped as (
    select
        _source,
        sale_line_id,
        sum(quantity_done) as shipped_qty,
        max(moved_at) as shipped_at
    from moves
    where sale_line_id is not null
    group by _source, sale_line_id
)

select
    sale_order_line.id as order_line_id,
    sale_order.id as order_id,
    sale_order.name as order_number,
    coalesce(nullif(trim(sale_order.client_order_ref), ''), nullif(trim(sale_order.origin), '')) as origin_reference,
    case when coalesce(res_partner.is_company, false) then 'wholesale' else 'direct' end as channel,
    case
        when sale_order.state in ('draft', 'sent') then 'draft'
        when sale_order.state = 'cancel' then 'cancelled'
        when sale_order.state = 'done' then 'done'
        else 'confirmed'
    end as status,
    sale_order.partner_id as customer_id,
    sale_order_line.product_id,
    sale_order.warehouse_id as location_id,
    sale_order.date_order as ordered_at,
    cast(sale_order.commitment_date as date) as requested_on,
    cast(sale_order.commitment_date as date) as promised_on,
    coalesce(shipped.shipped_at, sale_order.effective_date) as shipped_at,
    sale_order_line.product_uom_qty as quantity,
    {{ quantity('coalesce(shipped.shipped_qty, sale_order_line.qty_delivered, 0)') }} as shipped_qty,
    {{ quantity("case when sale_order.state = 'cancel' then sale_order_line.product_uom_qty else 0 end") }} as cancelled_qty,
    uom_uom.name as uom,
    sale_order_line.price_unit as unit_price,
    {{ money(times('sale_order_line.product_uom_qty', 'sale_order_line.price_unit') ~ ' * coalesce(sale_order_line.discount, 0) / 100') }}
        as discount_amount,
    sale_order_line.price_subtotal as net_amount,
    res_currency.name as currency,
    greatest(sale_order_line.write_date, sale_order.write_date) as updated_at,
    {{ lineage('sale_order_line') }}
from sale_order_line
inner join sale_order on sale_order_line._source = sale_order._source and sale_order_line.order_id = sale_order.id
left join res_partner on sale_order._source = res_partner._source and sale_order.partner_id = res_partner.id
left join res_currency on sale_order._source = res_currency._source and sale_order.currency_id = res_currency.id
left join uom_uom on sale_order_line._source = uom_uom._source and sale_order_line.product_uom = uom_uom.id
left join shipped on sale_order_line._source = shipped._source and sale_order_line.id = shipped.sale_line_id
-- Notes, sections and down payments have no product.
where sale_order_line.product_id is not null
