with price_list as (
    {{ newest_version(
        source('raw_supplier_files', 'price_list_lines'),
        ['supplier_code', 'supplier_item_code', 'min_order_qty', 'valid_from']
    ) }}
),

ranked as (
    select
        _source,
        _load_id,
        _loaded_at,
        uom,
        units_per_uom,
        {{ supplier_file_item('price_list') }} as product_id,
        row_number() over (
            partition by _source, {{ supplier_file_item('price_list') }}, {{ uom_key('price_list.uom') }}
            order by valid_from desc, file_modified_at desc, supplier_code, min_order_qty
        ) as newest_first
    from price_list
    where uom is not null and units_per_uom > 0
)

select
    ranked.product_id || '/' || ranked.uom as unit_id,
    ranked.uom,
    ranked.product_id,
    -- A price list says how many stock units are in its unit, and does not name the stock unit.
    cast(null as {{ dbt.type_string() }}) as base_uom,
    ranked.units_per_uom as factor,
    {{ lineage('ranked') }}
from ranked
where ranked.newest_first = 1
