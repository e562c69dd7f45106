with {{ odoo_imports(["product_category", "uom_uom"]) }},

variants as (
    {{ versions_of(source('raw_odoo', 'product_product'), ['id']) }}
),

templates as (
    {{ versions_of(source('raw_odoo', 'product_template'), ['id']) }}
)

-- A variant keeps the cost, its template the price: a version is a time in which neither changes.
select
    variants.id as product_id,
    templates.name,
    product_category.name as category,
    uom_uom.name as uom,
    templates.list_price,
    variants.standard_price as unit_cost,
    cast(null as {{ dbt.type_string() }}) as currency,
    greatest(variants._known_from, templates._known_from) as known_from_at,
    case
        when variants._known_before is null then templates._known_before
        when templates._known_before is null then variants._known_before
        else least(variants._known_before, templates._known_before)
    end as known_before_at,
    variants._source as source
from variants
inner join templates
    on
        variants._source = templates._source
        and variants.product_tmpl_id = templates.id
        and (templates._known_before is null or variants._known_from < templates._known_before)
        and (variants._known_before is null or variants._known_before > templates._known_from)
left join product_category
    on templates._source = product_category._source and templates.categ_id = product_category.id
left join uom_uom on templates._source = uom_uom._source and templates.uom_id = uom_uom.id
