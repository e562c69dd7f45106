with versions as (
    {{ versions_of(source('raw_odoo', 'res_partner'), ['id']) }}
)

-- Every partner: which of them are suppliers, the crosswalk knows.
select
    versions.id as supplier_id,
    versions.name,
    {{ odoo_grade('versions.category') }} as grade,
    cast(null as {{ dbt.type_string() }}) as currency,
    {{ version_lineage('versions') }}
from versions
