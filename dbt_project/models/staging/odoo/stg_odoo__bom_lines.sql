with {{ odoo_imports(["mrp_bom", "mrp_bom_line", "product_product", "uom_uom"]) }}

select
    mrp_bom_line.id || '/' || product_product.id as bom_line_id,
    product_product.id as product_id,
    mrp_bom_line.product_id as component_id,
    {{ quantity('mrp_bom_line.product_qty / nullif(mrp_bom.product_qty, 0)') }} as quantity_per,
    uom_uom.name as uom,
    {{ quantity('0') }} as scrap_rate,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to,
    {{ lineage('mrp_bom_line') }}
from mrp_bom_line
inner join mrp_bom on mrp_bom_line._source = mrp_bom._source and mrp_bom_line.bom_id = mrp_bom.id
-- A bill without a variant holds for every variant of its template.
inner join product_product
    on
        mrp_bom._source = product_product._source
        and mrp_bom.product_tmpl_id = product_product.product_tmpl_id
        and coalesce(mrp_bom.product_id, product_product.id) = product_product.id
left join uom_uom on mrp_bom_line._source = uom_uom._source and mrp_bom_line.product_uom_id = uom_uom.id
where coalesce(mrp_bom.active, true) and coalesce(product_product.active, true)
