with {{ odoo_imports(["stock_location", "product_product", "product_template", "uom_uom"]) }},

stock_quant as (
    {{ latest_snapshot(source('raw_odoo', 'stock_quant')) }}
),

-- Quants are merged and split by Odoo's scheduler: only their sum per product and warehouse means something.
summed as (
    select
        stock_quant._source,
        stock_quant.product_id,
        stock_location.warehouse_id,
        sum(case when {{ odoo_is_damaged('stock_location') }} then 0 else stock_quant.quantity end) as on_hand_qty,
        sum(case when {{ odoo_is_damaged('stock_location') }} then 0 else stock_quant.reserved_quantity end)
            as reserved_qty,
        sum(case when {{ odoo_is_damaged('stock_location') }} then stock_quant.quantity else 0 end) as damaged_qty,
        max(stock_quant._load_id) as _load_id,
        max(stock_quant._loaded_at) as _loaded_at
    from stock_quant
    inner join stock_location
        on stock_quant._source = stock_location._source and stock_quant.location_id = stock_location.id
    where stock_location.usage = 'internal' and stock_location.warehouse_id is not null
    group by stock_quant._source, stock_quant.product_id, stock_location.warehouse_id
)

select
    summed.product_id,
    summed.warehouse_id as location_id,
    {{ quantity('summed.on_hand_qty') }} as on_hand_qty,
    {{ quantity('coalesce(summed.reserved_qty, 0)') }} as reserved_qty,
    {{ quantity('summed.damaged_qty') }} as damaged_qty,
    uom_uom.name as uom,
    summed._loaded_at as counted_at,
    {{ lineage('summed') }}
from summed
left join product_product on summed._source = product_product._source and summed.product_id = product_product.id
left join product_template
    on product_product._source = product_template._source and product_product.product_tmpl_id = product_template.id
left join uom_uom on product_template._source = uom_uom._source and product_template.uom_id = uom_uom.id
