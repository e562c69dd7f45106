with {{ odoo_imports(["product_supplierinfo", "product_product", "product_template", "uom_uom", "res_currency"]) }},

packagings as (
    select
        _source,
        product_id,
        max(qty) as qty
    from ({{ newest_version(source('raw_odoo', 'product_packaging'), ['id']) }}) as product_packaging
    where coalesce(purchase, false) and qty > 0
    group by _source, product_id
),

-- Terms without a variant hold for every variant of the template.
variants as (
    select
        product_supplierinfo.*,
        product_product.id as variant_id,
        product_product.product_tmpl_id as variant_tmpl_id
    from product_supplierinfo
    inner join product_product
        on
            product_supplierinfo._source = product_product._source
            and product_supplierinfo.product_tmpl_id = product_product.product_tmpl_id
            and coalesce(product_supplierinfo.product_id, product_product.id) = product_product.id
)

select
    variants.id || '/' || variants.variant_id as supplier_product_id,
    variants.partner_id as supplier_id,
    variants.variant_id as product_id,
    variants.product_code as supplier_item_code,
    variants.price as unit_price,
    res_currency.name as currency,
    purchase_units.name as uom,
    variants.min_qty as min_order_qty,
    -- A packaging counts stock units; terms are stated in the purchase unit.
    {{ quantity(
        'packagings.qty * ' ~ odoo_reference_units('stock_units.factor') ~ ' / ' ~ odoo_reference_units('purchase_units.factor')
    ) }} as order_multiple,
    variants.delay as lead_time_days,
    cast(coalesce(variants.sequence, 1) as integer) as priority,
    variants.date_start as valid_from,
    variants.date_end as valid_to,
    variants.write_date as updated_at,
    {{ lineage('variants') }}
from variants
inner join product_template
    on variants._source = product_template._source and variants.variant_tmpl_id = product_template.id
left join uom_uom as stock_units
    on product_template._source = stock_units._source and product_template.uom_id = stock_units.id
left join uom_uom as purchase_units
    on
        product_template._source = purchase_units._source
        and coalesce(product_template.uom_po_id, product_template.uom_id) = purchase_units.id
left join res_currency on variants._source = res_currency._source and variants.currency_id = res_currency.id
left join packagings on variants._source = packagings._source and variants.variant_id = packagings.product_id
