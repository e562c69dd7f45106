with {{ odoo_imports(["res_partner"]) }}

select
    res_partner.id as supplier_id,
    coalesce(nullif(trim(res_partner.ref), ''), res_partner.id) as supplier_code,
    coalesce(res_partner.name, res_partner.ref, res_partner.id) as name,
    res_partner.country_code as country,
    cast(null as {{ dbt.type_string() }}) as currency,
    {{ odoo_grade('res_partner.category') }} as grade,
    coalesce(res_partner.active, true) as is_active,
    res_partner.write_date as updated_at,
    {{ lineage('res_partner') }}
from res_partner
where coalesce(res_partner.supplier_rank, 0) > 0
