with {{ odoo_imports(["uom_uom"]) }},

reference_units as (
    select * from uom_uom
    where uom_type = 'reference'
)

select
    uom_uom.id as unit_id,
    uom_uom.name as uom,
    cast(null as {{ dbt.type_string() }}) as product_id,
    reference_units.name as base_uom,
    -- Odoo's factor says how many of the unit make one reference unit.
    {{ quantity(odoo_reference_units('uom_uom.factor')) }} as factor,
    {{ lineage('uom_uom') }}
from uom_uom
inner join reference_units
    on uom_uom._source = reference_units._source and uom_uom.category_id = reference_units.category_id
