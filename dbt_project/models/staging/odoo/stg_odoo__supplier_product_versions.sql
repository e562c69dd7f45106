with {{ odoo_imports(["product_product", "res_currency"]) }},

versions as (
    {{ versions_of(source('raw_odoo', 'product_supplierinfo'), ['id']) }}
)

-- Terms without a variant hold for every variant of the template that there is now.
select
    versions.id || '/' || product_product.id as supplier_product_id,
    versions.partner_id as supplier_id,
    product_product.id as product_id,
    versions.price as unit_price,
    res_currency.name as currency,
    versions.min_qty as min_order_qty,
    {{ quantity('null') }} as order_multiple,
    versions.delay as lead_time_days,
    versions.date_start as valid_from,
    versions.date_end as valid_to,
    {{ version_lineage('versions') }}
from versions
inner join product_product
    on
        versions._source = product_product._source
        and versions.product_tmpl_id = product_product.product_tmpl_id
        and coalesce(versions.product_id, product_product.id) = product_product.id
left join res_currency on versions._source = res_currency._source and versions.currency_id = res_currency.id
