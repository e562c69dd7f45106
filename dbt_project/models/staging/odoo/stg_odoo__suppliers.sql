with {{ odoo_imports(["res_partner", "purchase_order", "product_supplierinfo"]) }},

-- Odoo ranks a partner only when somebody opened it as a vendor; whoever is ordered from is one.
used as (
    select
        _source,
        partner_id
    from purchase_order
    union
    select
        _source,
        partner_id
    from product_supplierinfo
)

select
    res_partner.id as supplier_id,
    nullif(trim(res_partner.ref), '') as supplier_code,
    coalesce(res_partner.name, res_partner.ref, res_partner.id) as name,
    res_partner.country_code as country,
    cast(null as {{ dbt.type_string() }}) as currency,
    {{ odoo_grade('res_partner.category') }} as grade,
    coalesce(res_partner.active, true) as is_active,
    res_partner.write_date as updated_at,
    {{ lineage('res_partner') }}
from res_partner
left join used on res_partner._source = used._source and res_partner.id = used.partner_id
where coalesce(res_partner.supplier_rank, 0) > 0 or used.partner_id is not null
